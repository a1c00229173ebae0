import DaiviSystem
import FoundationEssentials
import Glibc
import Testing

@testable import DaiviLedger

@Suite struct CrashTests {
  let scratch = try! Scratch()

  /// A writer is killed at a moment of chance. What it was told is on the disk must be there, and whole.
  @Test(arguments: 0..<6) func killingTheWriterLosesNothingAcknowledged(_ round: Int) async throws {
    let path = scratch.ledgerPath
    let log = scratch.directory + "/acknowledged"
    _ = try scratch.open()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, log = log as String] in
      try await writeUntilKilled(path, log)
    }
    let acknowledged = try Files.readText(log).split(separator: "\n").map(String.init)
    #expect(!acknowledged.isEmpty)

    let ledger = try scratch.open()
    #expect(try await ledger.damage().isEmpty)
    let deployment = try #require(try await ledger.deployments().first?.id)
    let attempts = try await ledger.attempts(deployment)
    let outputs = Dictionary(grouping: try await ledger.outputs(), by: \.target)
    let recorded = Dictionary(attempts.map { ($0.intent.target, $0.outcome) }) { $1 }
    for line in acknowledged {
      let (word, target) = (line.prefix(1), String(line.dropFirst()))
      #expect(recorded[target] != nil, "the intent of \(target) is lost")
      if word == "o" { #expect(recorded[target] == .some(.succeeded), "the outcome of \(target) is lost") }
    }
    for (target, outcome) in recorded {
      #expect(outputs[target]?.count ?? 0 == (outcome == .succeeded ? 2 : 0), "\(target): outcome without its outputs")
    }
  }
}

/// Eight tasks record intents and outcomes and note each acknowledgement; a thread kills the process meanwhile.
private func writeUntilKilled(_ path: String, _ log: String) async throws {
  let ledger = try Ledger.open(path, access: .deploy)
  let deployment = try await ledger.begin()
  let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
  @Sendable func acknowledge(_ line: String) throws { try Files.writeAll(Array("\(line)\n".utf8), to: descriptor, log) }
  let first = try await ledger.recordIntent(intent(deployment, "m", "first"))
  try acknowledge("ifirst")
  BlockingThread.start {
    usleep(.random(in: 0...60_000))
    kill(getpid(), SIGKILL)
  }
  try await ledger.recordOutcome(first, StepEnding(.succeeded, outputs: ["a": "1", "b": "2"]))
  try acknowledge("ofirst")
  try await withThrowingTaskGroup(of: Void.self) { group in
    for writer in 0..<8 {
      group.addTask {
        for number in 0... {
          let target = "t\(writer)-\(number)"
          let id = try await ledger.recordIntent(intent(deployment, "m", target))
          try acknowledge("i\(target)")
          try await ledger.recordOutcome(id, StepEnding(.succeeded, outputs: ["a": "1", "b": "2"]))
          try acknowledge("o\(target)")
        }
      }
    }
    try await group.waitForAll()
  }
}
