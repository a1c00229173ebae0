import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSystem
import Foundation

struct GateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate", abstract: "Places where a deployment waits for time or for a person.",
    subcommands: [List.self, Confirm.self, Reject.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All gates and their state.")
    @OptionGroup var options: EnvironmentOptions
    @Flag(help: "Print as JSON.") var json = false

    func run() async throws {
      let project = try await Project.load(options)
      var gates: [GateRow] = []
      if Files.exists(project.ledgerPath) { gates = try await Ledger.open(project.ledgerPath, access: .read).gates() }
      let rows = gates.map { gate -> [String?] in
        [
          "\(gate.module)/\(gate.target)", gate.step, gate.kind.rawValue, gate.state.rawValue,
          gate.opensAt.map { Timestamp.text($0) }, gate.confirmedBy, gate.instructions,
        ]
      }
      DescriptorOutput.standardOutput.write(
        TableOutput.render(
          columns: ["target", "gate", "kind", "state", "opens", "by", "instructions"], rows: rows,
          format: json ? .json : .text, terminal: .standardOutput()))
    }
  }

  struct Confirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "confirm",
      abstract: "Say that what a gate asks for was done, or that its time need not be waited for.")
    @OptionGroup var options: EnvironmentOptions
    @Argument(help: "Target that waits.") var target: String
    @Option(help: "Name of the gate, where the target has several.") var gate: String?

    func run() async throws { try await GateDecision.record(.open, target, gate, options) }
  }

  struct Reject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reject", abstract: "Say that it will not be done: the target fails.")
    @OptionGroup var options: EnvironmentOptions
    @Argument(help: "Target that waits.") var target: String
    @Option(help: "Name of the gate, where the target has several.") var gate: String?

    func run() async throws { try await GateDecision.record(.rejected, target, gate, options) }
  }
}

/// A person's word on a gate. It takes no lock, so that a deploy that stays at the gate (`--wait`) sees it.
enum GateDecision {
  static func record(_ state: GateState, _ word: String, _ gate: String?, _ options: EnvironmentOptions) async throws {
    let project = try await Project.load(options)
    let named = try project.select([word]).named
    try await SharedWrite.perform(project, command: "daivi-host gate") { ledger in
      try await decide(state, word, gate, named, ledger, options.typed)
    }
  }

  private static func decide(
    _ state: GateState, _ word: String, _ gate: String?, _ named: Set<TargetID>, _ ledger: Ledger,
    _ flags: String
  ) async throws {
    let waiting = try await ledger.gates().filter {
      named.contains(TargetID(module: $0.module, target: $0.target)) && (gate == nil || $0.step == gate)
        && $0.kind != .condition
    }
    guard var row = waiting.first else {
      throw CommandError(
        .usage, "no gate of '\(word)' waits for a person or for time; `daivi-host gate list\(flags)` shows all")
    }
    guard waiting.count == 1 else {
      throw CommandError(
        .usage, "'\(word)' has several gates; add --gate with one of \(waiting.map(\.step).joined(separator: ", "))")
    }
    row.state = state
    row.confirmedBy = ProcessInfo.processInfo.userName
    row.since = Date()
    try await ledger.setGate(row)
    DescriptorOutput.standardError.write(
      "\(row.module)/\(row.target) \(row.step): \(state == .open ? "confirmed; the next deploy goes on" : "rejected")\n"
    )
  }
}
