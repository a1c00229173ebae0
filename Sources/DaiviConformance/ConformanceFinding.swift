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

/// What a module did that no module may do.
struct Violation: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
