import DaiviEngine
import Testing

/// Names that would break somewhere later are refused at once, with the reason.
@Suite struct NamesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var app = "daivi"
    var env = "dev"
    var account = "012345678901"
    var primary = "us-east-1"
    var secondary = "us-west-2"
    var setting: String
    var says: String
    var testDescription: String { "\(setting): \(says)" }
  }

  @Test(arguments: [
    Case(app: "my-app", setting: "app", says: "contains '-'"),
    Case(env: "my_env", setting: "env", says: "contains '_'"),
    Case(app: "MyApp", setting: "app", says: "must be lower-case"),
    Case(app: "1app", setting: "app", says: "a letter first"),
    Case(app: "äpp", setting: "app", says: "must be lower-case"),
    Case(app: "", setting: "app", says: "is empty"),
    Case(app: "abcdefghij", env: "klmnopqrs", setting: "app + env", says: "19 characters"),
    Case(account: "12345678901", setting: "account", says: "12 digits"),
    Case(account: "1234567890123", setting: "account", says: "12 digits"),
    Case(account: "12345678901a", setting: "account", says: "12 digits"),
    Case(account: "１２３４５６７８９０１２", setting: "account", says: "12 digits"),
    Case(primary: "us-east-9", setting: "primaryRegion", says: "is not an AWS region, did you mean 'us-east-1'?"),
    Case(secondary: "nowhere", setting: "secondaryRegion", says: "is not an AWS region"),
    Case(secondary: "us-east-1", setting: "secondaryRegion", says: "is the primary region too"),
    Case(secondary: "cn-north-1", setting: "secondaryRegion", says: "is in another partition"),
  ])
  func isRefused(_ given: Case) {
    let error = #expect(throws: InvalidValue.self) {
      try NameRules.check(
        app: given.app, env: given.env, account: given.account, primaryRegion: given.primary,
        secondaryRegion: given.secondary)
    }
    #expect(error?.setting == given.setting)
    #expect(error?.description.contains(given.says) == true, "\(error?.description ?? "")")
  }

  @Test func theLongestNamesAllowedAreAccepted() throws {
    try NameRules.check(
      app: "abcdefghi", env: "jklmnopq1", account: "000000000000", primaryRegion: "eu-central-1",
      secondaryRegion: "eu-west-1")
  }
}
