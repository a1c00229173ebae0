import Dispatch
import Synchronization
import Testing

@testable import DaiviLedger

@Suite(.timeLimit(.minutes(10))) struct ContentionTests {
  let scratch = try! Scratch()

  /// All start with no ledger there, so they race to make it as well.
  @Test func eightProcessesWriteOneLedger() async throws {
    let path = scratch.ledgerPath
    await withTaskGroup { group in
      for process in 0..<8 {
        group.addTask {
          await #expect(processExitsWith: .success) { [path = path as String, process = process as Int] in
            let ledger = try Ledger.open(path, access: .deploy)
            let deployment = try await ledger.begin()
            for number in 0..<25 {
              let id = try await ledger.recordIntent(intent(deployment, "m\(process)", "t\(number)"))
              try await ledger.recordOutcome(id, StepEnding(.succeeded, outputs: ["n": "\(number)"]))
            }
          }
        }
      }
    }
    let ledger = try scratch.open()
    #expect(try await ledger.outputs().count == 200)
    #expect(try await ledger.deployments().count == 8)
    #expect(try await ledger.damage().isEmpty)
  }

  @Test func callersThatWaitShareOneCommit() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    let before = ledger.worker.commits
    let failures = try await recordTogether(200, ledger) { intent(deployment, "m", "t\($0)") }
    #expect(failures == 0)
    #expect(try await ledger.openAttempts().count == 200)
    #expect(ledger.worker.commits - before == 2, "the one that was held up, and the one for all others")
  }

  @Test func oneRefusedWriteDoesNotSpoilItsNeighbours() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    let failures = try await recordTogether(60, ledger) { number in
      intent(number % 3 == 0 ? DeploymentID(rawValue: 999) : deployment, "m", "t\(number)")
    }
    #expect(failures == 20)
    #expect(try await ledger.openAttempts().count == 40)
  }

  /// Records intents that all came while another write was at work; the number that was refused.
  private func recordTogether(
    _ count: Int, _ ledger: Ledger, _ make: @escaping @Sendable (Int) -> StepIntent
  ) async throws -> Int {
    let gate = DispatchSemaphore(value: 0)
    let held = Flag()
    return try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await ledger.worker.write { _ in
          held.isSet.store(true, ordering: .releasing)
          gate.wait()
        }
        return false
      }
      while !held.isSet.load(ordering: .acquiring), !Task.isCancelled { await Task.yield() }
      for number in 0..<count {
        group.addTask { (try? await ledger.recordIntent(make(number))) == nil }
      }
      while ledger.worker.waiting < count, !Task.isCancelled { await Task.yield() }
      gate.signal()
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
  }
}

private final class Flag: Sendable {
  let isSet = Atomic(false)
}
