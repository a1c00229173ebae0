import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

struct GateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate", abstract: "Places where a deployment waits for time or for a person.",
    subcommands: [List.self, Confirm.self, Reject.self], defaultSubcommand: List.self)

  struct List: EnvironmentCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All gates and their state.")
    @OptionGroup var options: EnvironmentOptions
    @Flag(help: "Print as JSON.") var json = false

    func perform() async throws {
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

  struct Confirm: EnvironmentCommand {
    static let configuration = CommandConfiguration(
      commandName: "confirm",
      abstract: "Say that what a gate asks for was done, or that its time need not be waited for.")
    @OptionGroup var options: EnvironmentOptions
    @Argument(help: "Target that waits.") var target: String
    @Option(help: "Name of the gate, where the target has several.") var gate: String?

    func perform() async throws { try await GateDecision.record(.open, target, gate, options) }
  }

  struct Reject: EnvironmentCommand {
    static let configuration = CommandConfiguration(
      commandName: "reject", abstract: "Say that it will not be done: the target fails.")
    @OptionGroup var options: EnvironmentOptions
    @Argument(help: "Target that waits.") var target: String
    @Option(help: "Name of the gate, where the target has several.") var gate: String?

    func perform() async throws { try await GateDecision.record(.rejected, target, gate, options) }
  }
}

/// A person's word on a gate. It takes no lock, so that a deploy that stays at the gate (`--wait`) sees it.
enum GateDecision {
  static func record(_ state: GateState, _ word: String, _ gate: String?, _ options: EnvironmentOptions) async throws {
    let project = try await Project.load(options)
    let named = try project.select([word]).named
    try await SharedWrite.perform(project, command: "daivi-host gate") { ledger in
      let said = try await decide(state, word, gate, named, ledger)
      DescriptorOutput.standardError.write(options.typed.added(to: said) + "\n")
    }
  }

  /// Records the word on the one gate of `named` that is left to decide, and returns what is to be said about it.
  /// - Parameters:
  ///   - word: what was typed, for messages.
  ///   - gate: the gate's name, where one was typed.
  /// - Throws: `CommandError` (usage) where there is no such gate, where there are several, and where a gate is to be
  ///   rejected that was passed.
  static func decide(
    _ state: GateState, _ word: String, _ gate: String?, _ named: Set<TargetID>, _ ledger: Ledger
  ) async throws -> String {
    let gates = try await ledger.gates().filter {
      named.contains($0.id) && (gate == nil || $0.step == gate) && $0.kind != .condition
    }
    guard !gates.isEmpty else {
      throw CommandError(
        .usage, "no gate of '\(word)' waits for a person or for time; `daivi-host gate list` shows all")
    }
    var left: [GateRow] = []
    for row in gates { if try await !isPassed(row, ledger) { left.append(row) } }
    // One that was confirmed and not passed yet can still be rejected, but those that wait come first.
    let closed = left.filter { $0.state != .open }
    let candidates = closed.isEmpty ? left : closed
    guard var row = candidates.first else { return try passed(gates, state) }
    guard candidates.count == 1 else {
      throw CommandError(
        .usage, "'\(word)' has several gates; add --gate with one of \(candidates.map(\.step).joined(separator: ", "))")
    }
    row.state = state
    row.confirmedBy = ProcessInfo.processInfo.userName
    row.since = Date()
    try await ledger.setGate(row)
    let name = gate == nil && gates.count == 1 ? "" : " --gate \(row.step)"
    let what =
      state == .open
      ? "confirmed; the next deploy goes on"
      : "rejected; its target fails, until daivi-host gate confirm \(row.id)\(name) opens it after all"
    return "\(row.id) \(row.step): \(what)"
  }

  /// Open, and no stay at it is left: a deploy went on already.
  private static func isPassed(_ row: GateRow, _ ledger: Ledger) async throws -> Bool {
    if row.state != .open { return false }
    return try await ledger.openAttempt(module: row.module, target: row.target, step: row.step) == nil
  }

  private static func passed(_ gates: [GateRow], _ state: GateState) throws -> String {
    let names = gates.map { "\($0.id) \($0.step)" }.joined(separator: ", ")
    guard state == .open else {
      throw CommandError(.usage, "\(names): passed already; to reject it now would change nothing")
    }
    return "\(names): passed already; there is nothing left to confirm"
  }
}

extension GateRow {
  fileprivate var id: TargetID { TargetID(module: module, target: target) }
}
