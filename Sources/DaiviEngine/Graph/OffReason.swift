import DaiviProtocol

/// Why a target does not apply in an environment.
public enum OffReason: Hashable, Sendable {
  /// Its own condition does not hold.
  case condition(TargetCondition)
  /// It needs one of these, and none of them applies.
  case sources([TargetID])

  /// A few words, for the graph.
  public var summary: String {
    switch self {
    case .condition(let when): when.unmet
    case .sources(let sources):
      "\(sources.map(\.description).joined(separator: ", ")) \(sources.count == 1 ? "is" : "are") off"
    }
  }
}

extension DeploymentGraph {
  /// Why a target that was asked for cannot be, and what would make it apply; nil when it applies.
  func sentence(off id: TargetID) -> String? {
    switch nodes[id]?.off {
    case nil: return nil
    case .condition(let when):
      return "\(id) applies only \(when)"
    case .sources(let sources):
      let what =
        sources.count == 1
        ? "\(sources[0]), which does" : "one of \(sources.map(\.description).joined(separator: ", ")), which do"
      let conditions = sources.compactMap { nodes[$0]?.manifest.when }.filter { $0.parameter == nil }
      let unset = sources.compactMap { id in
        nodes[id]?.manifest.when?.parameter.map { "set modules.\(id.module).parameters.\($0)" }
      }
      let hint =
        Dictionary(grouping: conditions, by: \.setting).sorted { $0.key < $1.key }
        .map { "set '\($0.key)' to \($0.value.flatMap(\.isOneOf).joined(separator: " or "))" } + Set(unset).sorted()
      return "\(id) needs \(what) not apply here" + (hint.isEmpty ? "" : ": \(hint.joined(separator: ", "))")
    }
  }
}
