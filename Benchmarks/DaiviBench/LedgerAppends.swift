import DaiviLedger
import DaiviSystem
import FoundationEssentials

/// Durable appends to the ledger, beside the same statement in the same table through the SQLite C API.
enum LedgerAppends {
  private static let count = 400
  private static let rounds = 7
  /// As many steps as the host runs at once by default.
  private static let writers = 8

  static func measure(in directory: String) async throws -> [String: Figure] {
    let ours = try await OpenLedger(Path.join(directory, "ours.sqlite"))
    let other = try await OpenLedger(Path.join(directory, "beside.sqlite"))
    let plain = try PlainSQLite(path: other.ledger.path, deployment: other.deployment.rawValue)
    let clock = ContinuousClock()

    let alone = try await Figure.alternating(rounds: rounds) {
      try await clock.seconds(of: count) { for _ in 0..<count { try await ours.append() } }
    } beside: {
      try await clock.seconds(of: count) { for _ in 0..<count { try plain.append() } }
    }
    let together = try await Figure.alternating(rounds: rounds) {
      try await clock.seconds(of: count) {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<writers {
            group.addTask { for _ in 0..<(count / writers) { try await ours.append() } }
          }
          try await group.waitForAll()
        }
      }
    } beside: {
      try await clock.seconds(of: count) { for _ in 0..<count { try plain.append() } }
    }
    return ["alone": alone, "together": together]
  }
}

/// A new ledger with a deployment to append events to.
private struct OpenLedger {
  let ledger: Ledger
  let deployment: DeploymentID

  init(_ path: String) async throws {
    ledger = try Ledger.open(path, access: .deploy)
    deployment = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "0.1.0")
  }

  func append() async throws {
    try await ledger.append(
      EventRow(
        deployment: deployment, at: Date(), module: "foundation", target: "deploy-kms-keys", step: "primary",
        kind: "stepStarted", message: PlainSQLite.message))
  }
}
