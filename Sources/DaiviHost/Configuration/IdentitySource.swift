import DaiviEngine

/// Where users come from: the values of the setting `identityCenter`. Exactly one applies in an environment.
public enum IdentitySource: String, CaseIterable, Sendable {
  /// An instance of the account's own, made when there is none.
  case account
  /// The organization's instance, enabled by hand.
  case organization
  /// Groups and users as an existing instance has them.
  case discover
  /// Users of an existing instance, named in a file.
  case bringYourOwn = "bring-your-own"

  public static let setting = "identityCenter"
  /// Nobody's account gets an instance unasked; the sandbox does.
  static func standard(isSandbox: Bool) -> String { isSandbox ? account.rawValue : noneWord }
  /// None of them (yet): what needs users does not apply.
  static let noneWord = "none"

  /// What is wrong with a value; nil when nothing is.
  static func fault(_ value: String) -> String? {
    let names = allCases.map(\.rawValue) + [noneWord]
    if names.contains(value) { return nil }
    let nearest = NearestName.find(value, in: names)
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "known are \(names.joined(separator: ", "))"
    return "'\(setting)' cannot be '\(value)'; \(hint)"
  }
}

/// The setting that marks an account as one for trying things, where a second factor at sign-in may be turned off.
enum SandboxAccount {
  static let setting = "sandboxAccount"

  static func fault(_ value: String) -> String? {
    ["true", "false"].contains(value) ? nil : "'\(setting)' must be true or false, not '\(value)'"
  }
}
