import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviSystem

struct EventsCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "What happened in a deployment, the latest by default, line by line.",
    discussion: """
      Events reach the ledger within a second. Targets that were up to date and checks that passed are left out.
      """)

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Print as JSON lines.") var json = false
  @Flag(name: .shortAndLong, help: "Go on until the deployment ends.") var follow = false
  @Argument(help: "Number of a deployment, see `daivi-host history`.") var id: Int64?

  func perform() async throws {
    let environment = try RecordedEnvironment.find(options)
    let ledger = try environment.ledger()
    var row = try await environment.deployment(id, in: ledger)
    guard let ledger else { return }
    var last: Int64 = 0
    while true {
      // Asked before the events: what is written until it says that the run ended is then read.
      let isOver = environment.state(of: row) != "running"
      for event in try await ledger.events(row.id, after: last) {
        last = event.id
        DescriptorOutput.standardOutput.write(try line(event))
      }
      if isOver || !follow { return }
      try await Task.sleep(for: .milliseconds(500))
      row = try await ledger.deployment(row.id) ?? row
    }
  }

  private func line(_ event: EventRow) throws -> String {
    if json { return try JSONText.compact(Entry(event)) + "\n" }
    let target = event.module.map { "\($0)/\(event.target ?? "")" }
    let place = [target, event.step].compactMap { $0 }.joined(separator: " ")
    return
      "\(Timestamp.text(event.at))  \(event.kind)  \(place.isEmpty ? "" : place + ": ")\(event.message.onOneLine)\n"
  }

  /// Names are those of the live event stream.
  private struct Entry: Encodable {
    var id: Int64
    var deployment: Int64
    var event: String
    var time: String
    var target: String?
    var step: String?
    var message: String

    init(_ row: EventRow) {
      id = row.id
      deployment = row.deployment.rawValue
      event = row.kind
      time = Timestamp.text(row.at)
      target = row.module.map { "\($0)/\(row.target ?? "")" }
      step = row.step
      message = row.message
    }
  }
}
