import DaiviProtocol

/// Why module manifests do not make a graph; each text says who has to mend what.
public enum GraphError: Error, Hashable, Sendable, CustomStringConvertible {
  case cycle([TargetID])
  case duplicateModule(String)
  case duplicateTarget(TargetID)
  case unknownModule(String, askedBy: TargetID)
  case unknownOutput(String, of: TargetID, askedBy: TargetID)
  case unknownTarget(TargetID, askedBy: TargetID)

  public var description: String {
    switch self {
    case .cycle(let path):
      "targets need each other in a circle: \(path.map(\.description).joined(separator: " -> ")); remove one edge"
    case .duplicateModule(let name):
      "two modules are named '\(name)'; remove one of them"
    case .duplicateTarget(let id):
      "\(id) is declared twice in its module"
    case .unknownModule(let name, let asker):
      "\(asker) needs module '\(name)', which is not installed; install it or remove '\(asker.module)'"
    case .unknownOutput(let name, let source, let asker):
      "\(asker) takes output '\(name)' of \(source), which has no such output"
    case .unknownTarget(let id, let asker):
      "\(asker) needs \(id), which module '\(id.module)' does not offer in the installed version"
    }
  }
}
