import DaiviSystem
import FoundationEssentials

@testable import DaiviLedger

/// A directory of its own for one test, removed with whatever is in it when the test is done.
final class Scratch: Sendable {
  let directory: String
  var ledgerPath: String { directory + "/state/ledger.sqlite" }

  init() throws {
    directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-ledger-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(directory, mode: 0o700)
  }

  deinit { try? Files.removeAll(directory) }

  func open(_ access: LedgerAccess = .deploy, clock: @escaping @Sendable () -> Date = { noon }) throws -> Ledger {
    try Ledger.open(ledgerPath, access: access, clock: clock)
  }
}

/// 2026-03-01T12:00:00.250Z
let noon = Date(timeIntervalSince1970: 1_772_366_400.250)

let home = LedgerIdentity(app: "daivi", environment: "dev", account: "111122223333", primaryRegion: "us-east-1")

extension Ledger {
  func begin(_ kind: DeploymentKind = .deploy) async throws -> DeploymentID {
    try await beginDeployment(kind: kind, selection: [], hostVersion: "0.1.0")
  }
}

func intent(
  _ deployment: DeploymentID, _ module: String = "foundation", _ target: String = "kms", _ step: String = "stack",
  action: StepAction = .apply, token: String = "token-1"
) -> StepIntent {
  StepIntent(
    deployment: deployment, module: module, target: target, step: step, action: action, token: token,
    fingerprint: "f-1", inputs: #"{"key":"value"}"#)
}
