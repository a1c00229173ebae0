/// One row of a conformance test's table.
public struct ConformanceFinding: Hashable, Sendable {
  public enum Result: String, Hashable, Sendable { case passed, failed, skipped }

  /// Short name, such as `08-bad-json`.
  public var name: String
  /// What must be true.
  public var title: String
  public var result: Result
  /// What is wrong, or why it was skipped.
  public var detail: String
  public var milliseconds: Int

  public init(name: String, title: String, result: Result, detail: String = "", milliseconds: Int = 0) {
    self.name = name
    self.title = title
    self.result = result
    self.detail = detail
    self.milliseconds = milliseconds
  }
}

extension [ConformanceFinding] {
  /// What they come to, in a line for people.
  /// - Parameters:
  ///   - module: the executable that was tried.
  ///   - only: the rules that were asked for; none: all.
  public func summary(of module: String, only: [String] = []) -> String {
    let failed = count { $0.result == .failed }
    if failed > 0 { return "\(failed) of \(count) rules \(failed == 1 ? "is" : "are") broken" }
    if only.isEmpty { return "\(module) keeps the protocol" }
    let asked = filter { only.contains($0.name) }
    let kept = asked.count { $0.result == .passed }
    let skipped = asked.count - kept
    return "\(kept) rule\(kept == 1 ? "" : "s") kept" + (skipped == 0 ? "" : ", \(skipped) skipped")
  }
}

/// What a module did that no module may do.
struct Violation: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
