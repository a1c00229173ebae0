import DaiviConsole
import Testing

/// What is suggested to be typed next means the environment that was worked on.
@Suite struct SuggestedCommandsTests {
  let flags = TypedFlags([("env", "prod"), ("config", "our file.yaml")])

  @Test(
    arguments: [
      ("daivi-host deploy", "daivi-host deploy FLAGS"),
      ("daivi-host deploy foundation/deploy-vpc", "daivi-host deploy FLAGS foundation/deploy-vpc"),
      ("daivi-host modules install a b.release.json", "daivi-host modules install FLAGS a b.release.json"),
      ("daivi-host modules lock notes@1.0.0", "daivi-host modules lock FLAGS notes@1.0.0"),
      ("look, then run daivi-host deploy m/t again", "look, then run daivi-host deploy FLAGS m/t again"),
      ("daivi-host deploy m/t  (it asks)", "daivi-host deploy FLAGS m/t  (it asks)"),
      ("daivi-host history 12", "daivi-host history FLAGS 12"),
      ("make it with `daivi-host bootstrap`", "make it with `daivi-host bootstrap FLAGS`"),
      ("daivi-host bootstrap --destroy removes it", "daivi-host bootstrap FLAGS --destroy removes it"),
      ("daivi-host deploy: it asks first", "daivi-host deploy FLAGS: it asks first"),
      ("daivi-host plan, or daivi-host gate reject t", "daivi-host plan FLAGS, or daivi-host gate reject FLAGS t"),
    ])
  func everyCommandGetsThem(_ text: String, _ expected: String) {
    #expect(flags.added(to: text) == expected.replacing("FLAGS", with: "--env prod --config 'our file.yaml'"))
  }

  @Test(
    arguments: [
      "", "look at it", "daivi-host", "daivi-host carries no sandbox", "daivi-host deploys it", "daivi-host modules",
      "daivi-host modules new notes", "daivi-billing deploy t", "daivi-host gate",
    ])
  func whatTakesNoneStaysAsItIs(_ text: String) { #expect(flags.added(to: text) == text) }

  @Test func aCommandOfTheProjectTakesOnlyItsFile() {
    #expect(
      flags.added(to: "daivi-host sandbox stop, then start")
        == "daivi-host sandbox stop --config 'our file.yaml', then start")
  }

  @Test func whatIsThereAlreadyIsNotSaidTwice() {
    #expect(
      flags.added(to: "or `daivi-host init --env prod`") == "or `daivi-host init --config 'our file.yaml' --env prod`")
    let once = flags.added(to: "run daivi-host destroy notes first; daivi-host deploy")
    #expect(flags.added(to: once) == once)
  }

  @Test func withoutFlagsNothingChanges() {
    #expect(TypedFlags().added(to: "daivi-host deploy m/t") == "daivi-host deploy m/t")
  }
}
