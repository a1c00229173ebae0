import DaiviSystem
import Testing

/// `daivi-host init` where nobody can be asked.
@Suite struct InitCommandTests {
  let scratch: ProjectScratch

  init() throws { scratch = try ProjectScratch() }

  func run(_ arguments: String..., variables: [String: String] = [:]) async throws -> (Int32, String, String) {
    try await scratch.host(arguments, variables: variables)
  }

  @Test func withoutATerminalItSaysWhatToPass() async throws {
    let (status, _, error) = try await run("init")
    #expect(status == 2)
    #expect(error.contains("--yes, --env, --account (or --sandbox)"))
    #expect(try Files.names(in: scratch.directory).isEmpty)
  }

  @Test func aSandboxEnvironmentIsWrittenOnceAndFound() async throws {
    let first = try await run("init", "--yes", "--sandbox", variables: ["DAIVI_ENV": "try", "DAIVI_APP": "lake"])
    #expect(first.0 == 0)
    #expect(try scratch.text("daivi.yaml").contains("env: try\n"))
    let second = try await run("init", "--yes")
    #expect(second.0 == 0)
    #expect(second.1.contains("says all this already"))
    let history = try await run("history", "--json")
    #expect(history.0 == 0)
  }

  @Test func whoBringsUsersIsToldWhatWritesTheirFile() async throws {
    let (status, _, error) = try await run(
      "init", "--yes", "--env", "dev", "--sandbox", "--identity-center", "bring-your-own")
    #expect(status == 0)
    #expect(error.contains("next: daivi-idc users"))
    #expect(try scratch.text("daivi.yaml").contains("identityCenter: bring-your-own"))
    let again = try await run("init", "--yes", "--identity-center", "bring-your-won")
    #expect(again.0 == 2)
    #expect(again.2.contains("did you mean 'bring-your-own'?"))
  }

  @Test func anAccountThatCannotBeAskedIsWrittenWithAWarning() async throws {
    let (status, _, error) = try await run("init", "--yes", "--env", "dev", "--account", "011122223333")
    #expect(status == 0)
    #expect(error.contains("no AWS credentials"))
    #expect(try scratch.text("daivi.yaml").contains("account: \"011122223333\""))
  }

  @Test func aBadValueIsOneLineAndNothingIsWritten() async throws {
    let (status, _, error) = try await run("init", "--yes", "--env", "my-env", "--sandbox")
    #expect(status == 2)
    #expect(error.split(separator: "\n").count == 1)
    #expect(try Files.names(in: scratch.directory).isEmpty)
  }

  @Test func anotherConfigurationFileCanBeNamed() async throws {
    let (status, _, error) = try await run("init", "--yes", "--env", "a1", "--sandbox", "--config", "conf/our.yaml")
    #expect(status == 0)
    let file = "--config conf/our.yaml"
    #expect(error.hasSuffix("next: daivi-host doctor \(file), then daivi-host deploy \(file)\n"))
    let other = try await run("init", "--yes", "--env", "b1", "--sandbox", "--config", "conf/our.yaml")
    #expect(other.2.hasSuffix("next: daivi-host doctor --env b1 \(file), then daivi-host deploy --env b1 \(file)\n"))
    #expect(try Files.names(in: scratch.directory) == ["conf"])
    #expect(try scratch.text("conf/our.yaml").contains("  a1:\n"))
  }
}
