import DaiviHost
import DaiviSystem
import FoundationEssentials
import Testing

@testable import DaiviConsole
@testable import daivi_host

/// Commands that the host suggests take along what chose the environment.
@Suite struct SuggestedFlagsTests {
  /// What `--experimental-dump-help` says of a command.
  private struct Described: Decodable {
    struct Argument: Decodable { var names: [Name]? }
    struct Name: Decodable { var name: String }
    struct Root: Decodable { var command: Described }
    var commandName: String
    var arguments: [Argument]?
    var subcommands: [Described]?

    /// Every command that takes a flag, by the words after the program's name.
    func taking(_ flag: String, after words: [String] = []) -> Set<String> {
      let takes = (arguments ?? []).contains { ($0.names ?? []).contains { $0.name == flag } }
      return (subcommands ?? []).reduce(into: takes ? [words.joined(separator: " ")] : []) { all, command in
        all.formUnion(command.taking(flag, after: words + [command.commandName]))
      }
    }
  }

  @Test func allCommandsThatTakeTheFlagsAreKnown() async throws {
    let (status, output, _) = try await ProjectScratch().host(["--experimental-dump-help"])
    #expect(status == 0)
    let root = try JSONDecoder().decode(Described.Root.self, from: Data(output.utf8)).command
    #expect(root.taking("env") == HostCommand.ofEnvironment)
    #expect(root.taking("config").subtracting(root.taking("env")) == HostCommand.ofProject)
    for flag in ["app", "account", "primary-region", "secondary-region", "admin-role", "identity-center", "modules"] {
      #expect(root.taking(flag) == HostCommand.ofEnvironment)
    }
  }

  @Test func whatAnErrorSuggestsIsOfTheEnvironmentThatWasTyped() async throws {
    let scratch = try ProjectScratch()
    try scratch.write("env: dev\nenvironments:\n  dev:\n  prod:\n", to: "our.yaml")
    try scratch.write(lock(source: "releases/x.release.json"), to: "daivi.lock")
    let (status, _, error) = try await scratch.host(["status", "--env", "prod", "--config", "our.yaml"])
    #expect(status == 2)
    let flags = "--env prod --config our.yaml"
    #expect(error.contains("run daivi-host modules install \(flags) releases/x.release.json"), "\(error)")
  }

  @Test func whatIsPinnedAndHasNoSourceIsAskedFor() async throws {
    let scratch = try ProjectScratch()
    try scratch.write("env: dev\nenvironments:\n  dev:\n  prod:\n", to: "daivi.yaml")
    try scratch.write(lock(source: nil), to: "daivi.lock")
    let (status, _, error) = try await scratch.host(["modules", "install", "--env", "prod"])
    #expect(status == 2)
    #expect(error.contains("daivi.lock pins notes 1.0.0 for 'daivi-prod'"), "\(error)")
    #expect(
      error.contains("daivi-host modules install --env prod PATH/daivi-notes-1.0.0.release.json"), "\(error)")
    // An environment that pins nothing lacks nothing.
    let (other, _, said) = try await scratch.host(["modules", "install"])
    #expect(other == 0)
    #expect(said == "everything that daivi.lock pins for 'daivi-dev' is installed\n")
    let (verified, table, _) = try await scratch.host(["modules", "verify", "--all"])
    #expect(verified == 1)
    #expect(table.contains("daivi-host modules install --env prod daivi-notes-1.0.0.release.json"), "\(table)")
  }

  /// A lock that pins a module for one environment.
  private func lock(source: String?) -> String {
    let from = source.map { ", \"source\": \"\($0)\"" } ?? ""
    return """
      {"lock": 1, "environments": {"daivi-prod": {"notes": {"version": "1.0.0", "releases": {
        "1.0.0": {"platforms": {"any": {"daivi-notes": "00"}}\(from)}}}}}}
      """
  }

  @Test func aFixOfTheDoctorIsOfTheEnvironmentToo() {
    let flags = TypedFlags([("env", "prod")])
    let fix = DoctorFinding("ledger", .warning, "last run", "`daivi-host deploy` failed", fix: "daivi-host history 3")
    #expect(fix.suggesting(flags).fix == "daivi-host history --env prod 3")
    #expect(fix.suggesting(flags).detail == "`daivi-host deploy` failed", "what somebody typed stays as it was")
    let search = DoctorFinding("modules", .problem, "search", "run daivi-host modules install a")
    #expect(search.suggesting(flags).detail == "run daivi-host modules install --env prod a")
  }
}
