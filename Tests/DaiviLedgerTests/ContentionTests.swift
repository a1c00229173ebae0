import DaiviSystem
import Testing

@testable import DaiviLedger

@Suite struct ContentionTests {
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

  @Test func manyCallersShareCommits() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    let before = ledger.worker.commits
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask { _ = try await ledger.recordIntent(intent(deployment, "m", "t\(number)")) }
      }
      try await group.waitForAll()
    }
    #expect(try await ledger.openAttempts().count == 200)
    #expect(ledger.worker.commits - before < 100)
  }

  @Test func oneRefusedWriteDoesNotSpoilItsNeighbours() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    let refused = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<60 {
        let owner = number % 3 == 0 ? DeploymentID(rawValue: 999) : deployment
        group.addTask { (try? await ledger.recordIntent(intent(owner, "m", "t\(number)"))) == nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(refused == 20)
    #expect(try await ledger.openAttempts().count == 40)
  }
}
