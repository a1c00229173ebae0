/// One thing `doctor` looked at.
public struct DoctorFinding: Hashable, Sendable, Codable {
  public enum Status: String, Sendable, Codable, CaseIterable {
    case ok, warning, problem
    /// The check could not be made; the detail says why.
    case notChecked = "not checked"
  }

  /// What the check is about: `machine`, `configuration`, `account`, `modules`, `ledger` or `sandbox`.
  public var area: String
  public var status: Status
  /// The subject in a few words.
  public var what: String
  /// What was found.
  public var detail: String
  /// What to do about it; nil where nothing is to be done.
  public var fix: String?

  public init(_ area: String, _ status: Status, _ what: String, _ detail: String, fix: String? = nil) {
    self.area = area
    self.status = status
    self.what = what
    self.detail = detail
    self.fix = fix
  }
}
