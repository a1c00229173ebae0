import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import DaiviSystem

struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox", abstract: "The local emulator that environment 'local' deploys to.",
    subcommands: [Start.self, Stop.self, Status.self, Reset.self, Install.self])

  struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "start", abstract: "Start it, installing it first if need be.")
    @Option(help: "Port to listen on the first time; a free one by default. Kept over stop and start.") var port: Int?
    @OptionGroup var project: ProjectOptions

    func run() async throws {
      let state = try await Sandboxes.control(project.layout()).start(port: port)
      DescriptorOutput.standardOutput.write("\(state.endpoint)\n")
    }
  }

  struct Install: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "install", abstract: "Install it without starting it.")
    @OptionGroup var project: ProjectOptions

    func run() async throws { try await Sandboxes.control(project.layout()).install() }
  }

  struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop it; its state stays.")
    @OptionGroup var project: ProjectOptions

    func run() async throws {
      let stopped = try await Sandboxes.control(project.layout()).stop()
      DescriptorOutput.standardError.write(stopped ? "stopped\n" : "it was not running\n")
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Whether it runs, and where.")
    @OptionGroup var project: ProjectOptions
    @Flag(help: "Print as JSON.") var json = false

    func run() async throws {
      let control = try Sandboxes.control(project.layout())
      let (state, running) = control.status()
      let report = Report(
        running: running, endpoint: state?.endpoint, id: state?.id, account: state?.account,
        pid: running ? state?.pid : nil, state: control.state, log: control.log)
      if json {
        DescriptorOutput.standardOutput.write(try JSONText.pretty(report))
      } else {
        let rows: [[String?]] = [
          ["running", running ? "yes" : "no"], ["endpoint", report.endpoint], ["id", report.id],
          ["account", report.account], ["pid", report.pid.map(String.init)], ["state", report.state],
          ["log", report.log],
        ]
        DescriptorOutput.standardOutput.write(
          TableOutput.render(columns: ["", ""], rows: rows, format: .text, terminal: .standardOutput()))
      }
    }

    private struct Report: Encodable {
      var running: Bool
      var endpoint: String?
      var id: String?
      var account: String?
      var pid: Int32?
      var state: String
      var log: String
    }
  }

  struct Reset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reset", abstract: "Forget everything in it, and the ledgers of what was deployed to it.")
    @OptionGroup var project: ProjectOptions

    func run() async throws {
      let layout = try project.layout()
      let control = Sandboxes.control(layout)
      let locks = try SandboxLedgers.lockAll(layout)
      try await control.reset()
      try SandboxLedgers.remove(locks)
      DescriptorOutput.standardError.write("the sandbox is empty\n")
    }
  }
}
