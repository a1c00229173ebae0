import DaiviProtocol

/// The chain of targets that decided how long a run took: from the one that ended last, back each time to what it
/// waited for longest.
public struct CriticalPath: Sendable {
  /// When a target ran, in seconds from the run's start.
  public struct Span: Sendable {
    public var start: Double
    public var end: Double

    public init(start: Double, end: Double) {
      self.start = start
      self.end = end
    }
  }

  /// From the first to the last.
  public let targets: [TargetID]

  /// - Parameters:
  ///   - spans: of the targets that ran.
  ///   - needs: what each waits for, required or preferred; targets that did not run are passed over.
  public init(spans: [TargetID: Span], needs: [TargetID: Set<TargetID>]) {
    var path: [TargetID] = []
    var next = Self.last(spans, among: Array(spans.keys))
    while let target = next {
      path.append(target)
      // A graph has no cycle; a ledger of another release might pretend to.
      let ran = Self.ran(before: target, spans, needs).filter { !path.contains($0) }
      next = Self.last(spans, among: ran)
    }
    targets = path.reversed()
  }

  /// The nearest of what a target needs, directly or through others, that ran.
  private static func ran(
    before target: TargetID, _ spans: [TargetID: Span], _ needs: [TargetID: Set<TargetID>]
  ) -> [TargetID] {
    var found: [TargetID] = []
    var seen: Set<TargetID> = [target]
    var todo = Array(needs[target] ?? [])
    while let need = todo.popLast() {
      guard seen.insert(need).inserted else { continue }
      if spans[need] != nil { found.append(need) } else { todo += needs[need] ?? [] }
    }
    return found
  }

  private static func last(_ spans: [TargetID: Span], among targets: [TargetID]) -> TargetID? {
    targets.max { ((spans[$0]?.end ?? 0), $1) < ((spans[$1]?.end ?? 0), $0) }
  }
}
