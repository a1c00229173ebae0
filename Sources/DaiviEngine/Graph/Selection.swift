import DaiviProtocol

/// The targets a command works on.
public struct Selection: Hashable, Sendable {
  /// What the user named; everything enabled when nothing was.
  public var named: Set<TargetID>
  /// The named ones and all they need.
  public var targets: Set<TargetID>

  /// Resolves what a person types: `module/target`, a target's name, or a module's name for all its targets.
  public init(_ words: [String], in graph: DeploymentGraph) throws(SelectionError) {
    var named = Set<TargetID>()
    if words.isEmpty { named = Set(graph.nodes.values.filter(\.enabled).map(\.id)) }
    for word in words { named.formUnion(try Self.resolve(word, in: graph)) }
    for id in named.sorted() where graph.nodes[id]?.enabled == false {
      throw .disabled(id, graph.sentence(off: id) ?? "\(id) does not apply in this environment")
    }
    self.named = named
    targets = graph.closure(of: named)
  }

  private static func resolve(_ word: String, in graph: DeploymentGraph) throws(SelectionError) -> Set<TargetID> {
    if let id = TargetID(word) {
      if graph.nodes[id] != nil { return [id] }
      if graph.modules[id.module] == nil {
        throw .unknownModule(id.module, nearest: NearestName.find(id.module, in: graph.modules.keys))
      }
      throw .unknownTarget(word, nearest: NearestName.find(word, in: graph.nodes.keys.map(\.description)))
    }
    let byName = graph.nodes.keys.filter { $0.target == word }
    if byName.count > 1 { throw .ambiguous(word, byName.sorted()) }
    if let id = byName.first { return [id] }
    if graph.modules[word] != nil {
      return Set(graph.nodes.values.filter { $0.id.module == word && $0.enabled }.map(\.id))
    }
    let names = graph.nodes.keys.map(\.target) + graph.modules.keys
    throw .unknownTarget(word, nearest: NearestName.find(word, in: names))
  }
}

/// Why words do not select targets.
public enum SelectionError: Error, Hashable, Sendable, CustomStringConvertible {
  case ambiguous(String, [TargetID])
  /// With the sentence that says why.
  case disabled(TargetID, String)
  case unknownModule(String, nearest: String?)
  case unknownTarget(String, nearest: String?)

  public var description: String {
    switch self {
    case .ambiguous(let word, let ids):
      return "'\(word)' is a target of several modules; write one of \(ids.map(\.description).joined(separator: ", "))"
    case .disabled(_, let sentence): return sentence
    case .unknownModule(let word, let nearest):
      return "there is no module '\(word)'\(Self.hint(nearest)); `daivi-host modules list` shows all"
    case .unknownTarget(let word, let nearest):
      return "there is no target '\(word)'\(Self.hint(nearest)); `daivi-host graph` shows all"
    }
  }

  private static func hint(_ nearest: String?) -> String { nearest.map { ", did you mean '\($0)'?" } ?? "" }
}
