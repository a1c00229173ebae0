import DaiviProtocol

/// How long everything that hangs on a target still takes: whoever has the longest way behind it goes first.
public struct LongestPaths: Sendable {
  /// Seconds from the start of a target to the end of the longest chain that begins with it.
  public let seconds: [TargetID: Double]

  /// - Parameters:
  ///   - targets: those of the run; edges to others do not count.
  ///   - durations: seconds that targets took when they last ran. One that never ran counts as the middle one of those
  ///     that did, so that without any record the longest chain of targets counts.
  public init(_ graph: DeploymentGraph, targets: Set<TargetID>, durations: [TargetID: Double]) {
    let known = targets.compactMap { durations[$0] }.sorted()
    let usual = known.isEmpty ? 1 : max(known[known.count / 2], 0.001)
    var behind: [TargetID: Double] = [:]
    var seconds: [TargetID: Double] = [:]
    for id in graph.order.reversed() where targets.contains(id) {
      let whole = (durations[id] ?? usual) + (behind[id] ?? 0)
      seconds[id] = whole
      guard let node = graph.nodes[id] else { continue }
      for need in node.needs.union(node.prefers) where targets.contains(need) {
        behind[need] = max(behind[need] ?? 0, whole)
      }
    }
    self.seconds = seconds
  }

  subscript(target: TargetID) -> Double { seconds[target] ?? 0 }
}
