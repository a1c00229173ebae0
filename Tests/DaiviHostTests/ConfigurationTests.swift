import DaiviEngine
import DaiviProtocol
import Testing

@testable import DaiviHost

/// daivi.yaml: every fault is named with file, line and what was probably meant.
@Suite struct ConfigurationTests {
  private func fault(_ text: String) -> String? {
    do {
      _ = try ConfigurationFile.parse(text, name: "daivi.yaml")
      return nil
    } catch let error as CommandError {
      #expect(error.status == .usage)
      return error.description
    } catch {
      return "another error: \(error)"
    }
  }

  @Test func anEmptyFileIsAnEmptyConfiguration() throws {
    #expect(try ConfigurationFile.parse("", name: "daivi.yaml") == ConfigurationFile())
    #expect(try ConfigurationFile.parse("# nothing\n", name: "daivi.yaml") == ConfigurationFile())
    #expect(try ConfigurationFile.read("/nowhere/daivi.yaml") == ConfigurationFile())
  }

  @Test func anUnknownKeyIsNamedWithItsLineAndTheNearest() {
    #expect(
      fault("app: daivi\naccuont: \"1\"\n")
        == "daivi.yaml:2: the configuration has no setting 'accuont'; did you mean 'account'?")
    #expect(fault("environments:\n  dev:\n    primryRegion: x\n")?.hasPrefix("daivi.yaml:3: ") == true)
    #expect(
      fault("modules:\n  billing:\n    params: {}\n")?.contains("modules.billing has no setting 'params'") == true)
    #expect(fault("zzz: 1\n")?.contains("known are account, ") == true)
  }

  @Test func aValueOfAnotherKindIsNamedWithItsLine() {
    #expect(fault("app: [a]\n") == "daivi.yaml:1: 'app' must be a single value")
    #expect(fault("\nsandbox: perhaps\n") == "daivi.yaml:2: 'sandbox' must be true or false")
    #expect(fault("limits:\n  glue-dpu: none\n") == "daivi.yaml:2: 'limits.glue-dpu' must be a positive number")
    #expect(fault("limits:\n  glue-dpu: 0\n") == "daivi.yaml:2: 'limits.glue-dpu' must be a positive number")
    #expect(fault("tags: text\n")?.contains("must be a mapping") == true)
    #expect(fault("- a\n- b\n")?.contains("must be a mapping") == true)
  }

  @Test func anIdentitySourceIsOneOfThoseThereAre() {
    #expect(
      fault("environments:\n  dev:\n    identityCenter: acount\n")
        == "daivi.yaml:3: 'identityCenter' cannot be 'acount'; did you mean 'account'?")
    #expect(fault("settings: {identityCenter: entra-id-of-ours}\n")?.contains("known are account, ") == true)
    #expect(fault("sandboxAccount: yes\n") == "daivi.yaml:1: 'sandboxAccount' must be true or false, not 'yes'")
  }

  @Test func theSandboxHasAnIdentitySourceAndAnAccountHasNone() throws {
    func settings(_ text: String, _ choice: ConfigurationChoice = .init()) throws -> [String: String] {
      try ResolvedConfiguration(
        file: .parse(text, name: "daivi.yaml"), choice: choice, fileName: "daivi.yaml"
      ).environment.settings
    }
    #expect(try settings("") == ["identityCenter": "account", "sandboxAccount": "true"])
    #expect(try settings("identityCenter: discover\nsandboxAccount: false\n")["sandboxAccount"] == "false")
    #expect(try settings("env: dev\naccount: \"111122223333\"\n") == [:])
    var choice = ConfigurationChoice()
    choice.identityCenter = "organization"
    #expect(try settings("identityCenter: account\n", choice)["identityCenter"] == "organization")
    choice.identityCenter = "organisation"
    #expect(throws: CommandError.self) { try settings("", choice) }
  }

  @Test func brokenYAMLIsOneLine() throws {
    for end in ["\n", "\r\n"] {
      let text = try #require(fault("app: \"daivi\(end)env: x\(end)"))
      #expect(text.hasPrefix("daivi.yaml is not YAML: line 3, column 1: found unexpected end of stream"))
      #expect(text.hasSuffix("that begins in line 1, column 6"))
      #expect(!text.contains { $0.isNewline })
    }
  }

  @Test func aKeyThatComesTwiceIsNamedWithBothLines() {
    #expect(
      fault("env: dev\napp: a\n\"env\": prod\n")
        == "daivi.yaml is not YAML: line 3, column 1: duplicated key 'env', already in line 1")
  }

  @Test func anAccountKeepsItsZeros() throws {
    for text in ["account: 012345678901\n", "account: \"012345678901\"\n"] {
      #expect(try ConfigurationFile.parse(text, name: "daivi.yaml").shared.account == "012345678901")
    }
  }

  @Test func flagsWinOverVariablesOverTheEnvironmentOverWhatAllShare() throws {
    let file = try ConfigurationFile.parse(
      """
      env: dev
      app: shared
      primaryRegion: eu-west-1
      tags: {owner: all, cost: "1"}
      limits: {glue-dpu: 4}
      environments:
        dev:
          account: "111122223333"
          primaryRegion: eu-west-2
          tags: {owner: dev}
        prod:
          account: "444455556666"
          limits: {glue-dpu: 40}
      """, name: "daivi.yaml")
    func resolve(_ flags: ConfigurationChoice = .init(), _ variables: [String: String] = [:]) throws
      -> ResolvedConfiguration
    {
      try ResolvedConfiguration(
        file: file, choice: ConfigurationChoice(flags: flags, variables: variables), fileName: "daivi.yaml")
    }
    let dev = try resolve()
    #expect(dev.environment.env == "dev")
    #expect(dev.environment.app == "shared")
    #expect(dev.environment.primaryRegion == "eu-west-2")
    #expect(dev.environment.account == "111122223333")
    #expect(dev.environment.tags["owner"] == "dev")
    #expect(dev.environment.tags["cost"] == "1")
    #expect(dev.limits == ["glue-dpu": 4])
    #expect(!dev.isSandbox)

    let byVariable = try resolve(.init(), ["DAIVI_PRIMARY_REGION": "eu-west-3", "DAIVI_ENV": "prod"])
    #expect(byVariable.environment.primaryRegion == "eu-west-3")
    #expect(byVariable.environment.account == "444455556666")
    #expect(byVariable.limits == ["glue-dpu": 40])

    var flags = ConfigurationChoice()
    flags.primaryRegion = "us-east-2"
    #expect(try resolve(flags, ["DAIVI_PRIMARY_REGION": "eu-west-3"]).environment.primaryRegion == "us-east-2")
  }

  @Test func withoutAnythingItIsTheSandbox() throws {
    let resolved = try ResolvedConfiguration(file: .init(), choice: .init(), fileName: "daivi.yaml")
    #expect(resolved.isSandbox)
    #expect(resolved.environment.app == "daivi")
    #expect(resolved.environment.env == "local")
    #expect(resolved.environment.primaryRegion == "us-east-1")
  }

  @Test func anAccountThatEnvironmentsShareIsNotTheSandboxs() throws {
    let shared = "account: \"111122223333\"\ndeployRole: arn:aws:iam::111122223333:role/D\n"
    let file = try ConfigurationFile.parse(
      shared + "environments:\n  dev: {app: x}\n  prod: {app: y}\n", name: "daivi.yaml")
    let local = try ResolvedConfiguration(file: file, choice: .init(), fileName: "daivi.yaml")
    #expect(local.isSandbox && local.environment.env == "local" && local.deployRole == nil)
    var choice = ConfigurationChoice()
    choice.env = "dev"
    let dev = try ResolvedConfiguration(file: file, choice: choice, fileName: "daivi.yaml")
    #expect(dev.environment.account == "111122223333" && dev.deployRole != nil)
    // Where no environments are named, the account is that of the only one there is.
    let only = try ConfigurationFile.parse(shared, name: "daivi.yaml")
    #expect(try !ResolvedConfiguration(file: only, choice: .init(), fileName: "daivi.yaml").isSandbox)
  }

  @Test func theSandboxHasItsOwnAccount() throws {
    let file = try ConfigurationFile.parse("sandbox: true\naccount: \"111122223333\"\n", name: "daivi.yaml")
    #expect(throws: CommandError.self) {
      try ResolvedConfiguration(file: file, choice: .init(), fileName: "daivi.yaml")
    }
  }
}
