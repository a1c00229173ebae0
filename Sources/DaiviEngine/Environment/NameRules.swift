/// What the values a user gives must look like, and why (section "Environment setup" of the guide).
public enum NameRules {
  /// `{app}` and `{env}` together: the longest name made of them must fit in IAM's 64 characters.
  public static let longestAppAndEnv = 18

  /// Checks all values; the first fault is thrown.
  public static func check(
    app: String, env: String, account: String, primaryRegion: String, secondaryRegion: String
  ) throws(InvalidValue) {
    try checkName(app, setting: "app")
    try checkName(env, setting: "env")
    if app.count + env.count > longestAppAndEnv {
      throw InvalidValue(
        "app + env", "\(app) + \(env)",
        "is \(app.count + env.count) characters long; together they may have \(longestAppAndEnv), "
          + "or names of roles and buckets would be longer than AWS allows")
    }
    if account.count != 12 || !account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      throw InvalidValue("account", account, "is not an AWS account id: 12 digits, quoted so that zeros stay")
    }
    try checkRegion(primaryRegion, setting: "primaryRegion")
    try checkRegion(secondaryRegion, setting: "secondaryRegion")
    if primaryRegion == secondaryRegion {
      throw InvalidValue("secondaryRegion", secondaryRegion, "is the primary region too; replication needs another one")
    }
    if Regions.partition(of: primaryRegion) != Regions.partition(of: secondaryRegion) {
      throw InvalidValue("secondaryRegion", secondaryRegion, "is in another partition than \(primaryRegion)")
    }
  }

  private static func checkName(_ value: String, setting: String) throws(InvalidValue) {
    if value.isEmpty { throw InvalidValue(setting, value, "is empty") }
    if value.contains("-") {
      throw InvalidValue(setting, value, "contains '-', which breaks names in SQL; use a-z and 0-9")
    }
    if value.contains("_") {
      throw InvalidValue(setting, value, "contains '_', which S3 bucket names do not allow; use a-z and 0-9")
    }
    let bytes = Array(value.utf8)
    let valid = bytes.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
    if !valid || !(0x61...0x7a).contains(bytes[0]) {
      throw InvalidValue(setting, value, "must be lower-case letters and digits, a letter first")
    }
  }

  private static func checkRegion(_ value: String, setting: String) throws(InvalidValue) {
    if Regions.all.contains(value) { return }
    let nearest = NearestName.find(value, in: Regions.all).map { ", did you mean '\($0)'?" } ?? ""
    throw InvalidValue(setting, value, "is not an AWS region\(nearest)")
  }
}

/// A setting with a value that cannot be used.
public struct InvalidValue: Error, Hashable, Sendable, CustomStringConvertible {
  public var setting: String
  public var value: String
  public var reason: String

  public init(_ setting: String, _ value: String, _ reason: String) {
    self.setting = setting
    self.value = value
    self.reason = reason
  }

  public var description: String { "\(setting) '\(value)' \(reason)" }
}
