import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviLedger
import DaiviSystem
import FoundationEssentials
import Glibc

/// The command line of a module run by a person.
enum StandaloneCommand {
  /// The module whose executable this is; set once before a command is parsed.
  @TaskLocal static var module = Module("none", version: "0", title: "") {}

  static func run(_ module: Module, _ arguments: [String]) async {
    await $module.withValue(module) {
      do {
        var command = try StandaloneRoot.parseAsRoot(arguments)
        if var asynchronous = command as? any AsyncParsableCommand {
          try await asynchronous.run()
        } else {
          try command.run()
        }
      } catch let error as CommandError {
        try? Files.writeAll(Array("daivi-\(module.name): \(error)\n".utf8), to: 2, "standard error")
        Glibc.exit(error.status.rawValue)
      } catch let error as LedgerError {
        try? Files.writeAll(Array("daivi-\(module.name): \(error)\n".utf8), to: 2, "standard error")
        Glibc.exit(error.status.rawValue)
      } catch let code as ExitCode {
        Glibc.exit(code.rawValue)
      } catch is CancellationError {
        try? Files.writeAll(Array("daivi-\(module.name): interrupted\n".utf8), to: 2, "standard error")
        Glibc.exit(CommandError.Status.interrupted.rawValue)
      } catch {
        exit(error)
      }
    }
  }

  /// ArgumentParser's words for its own errors, with our exit status for wrong usage.
  private static func exit(_ error: any Error) -> Never {
    let code = StandaloneRoot.exitCode(for: error)
    let text = StandaloneRoot.fullMessage(for: error) + "\n"
    try? Files.writeAll(Array(text.utf8), to: code == .success ? 1 : 2, "output")
    Glibc.exit(code == .success ? 0 : code == .validationFailure ? CommandError.Status.usage.rawValue : code.rawValue)
  }
}

struct StandaloneRoot: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    let module = StandaloneCommand.module
    return CommandConfiguration(
      commandName: "daivi-\(module.name)",
      abstract: module.title.isEmpty ? "A DAIVI module." : "\(module.title). A DAIVI module that also runs alone.",
      discussion: """
        Works on the environment that daivi-host set up here (the ledger under .daivi), with the same lock and the \
        same record. What it needs of other modules must be deployed already.

        Targets:
        \(module.targets.map { "  \($0.name)  \($0.title)" }.joined(separator: "\n"))\(commands(module))
        """,
      version: "\(module.version)",
      subcommands: [
        StandaloneDeploy.self, StandalonePlan.self, StandaloneVerify.self, StandaloneStatus.self,
        StandaloneDescribe.self,
        StandaloneServe.self,
      ] + (module.parameters.isEmpty ? [] : [StandaloneConfigure.self]) + module.commands.compactMap(\.parser))
  }
}

extension StandaloneRoot {
  /// The module's own commands, which are not ArgumentParser's.
  private static func commands(_ module: Module) -> String {
    let commands = module.commands.filter { $0.parser == nil }
    if commands.isEmpty { return "" }
    return "\n\nCommands of its own:\n" + commands.map { "  \($0.name)  \($0.title)" }.joined(separator: "\n")
  }
}

/// Which environment a module's own command works on.
public struct StandaloneOptions: ParsableArguments {
  @Option(help: "Environment, as daivi-host named it; needed where there are several.")
  var env: String?

  @Option(help: "Directory of the project; the one around the current directory by default.")
  var project: String?

  public init() {}
}

struct StandaloneDeploy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy", abstract: "Deploy this module's targets, all by default.",
    discussion: "On AWS the plan is shown and asked about first.")
  @OptionGroup var options: StandaloneOptions
  @Flag(help: "Do not ask; the sandbox never does.") var yes = false
  @Argument(help: "Targets of this module.") var targets: [String] = []

  func run() async throws {
    let status = try await StandaloneSession(StandaloneCommand.module, options).deploy(targets, yes: yes)
    throw ExitCode(status)
  }
}

struct StandalonePlan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what deploy would do, without doing it.")
  @OptionGroup var options: StandaloneOptions
  @Argument(help: "Targets of this module.") var targets: [String] = []

  func run() async throws { try await StandaloneSession(StandaloneCommand.module, options).plan(targets) }
}

struct StandaloneVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Look at what this module deployed, live.")
  @OptionGroup var options: StandaloneOptions
  @Argument(help: "Targets of this module.") var targets: [String] = []

  func run() async throws {
    let status = try await StandaloneSession(StandaloneCommand.module, options).verify(targets)
    throw ExitCode(status)
  }
}

struct StandaloneStatus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "What is recorded of this module's targets.")
  @OptionGroup var options: StandaloneOptions

  func run() async throws { try await StandaloneSession(StandaloneCommand.module, options).status() }
}

struct StandaloneDescribe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Print the module's manifest as JSON.")
}

struct StandaloneServe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Speak the module protocol on stdin and stdout; for a host.")
}
