import DaiviLedger
import DaiviProtocol

/// Looks at one step live and, where it `run`s, records what it saw.
struct StepVerification: Sendable {
  var connection: any ModuleConnection
  var ledger: Ledger
  var target: TargetID
  var step: StepManifest
  var inputs: [String: String]

  /// What the module sees; nothing is recorded.
  func look() async throws -> [DaiviProtocol.CheckResult] {
    try await connection.verify(StepVerifyParams(target: target.target, step: step.id, inputs: inputs)).checks
  }

  func run() async throws -> [DaiviProtocol.CheckResult] {
    let checks = try await look()
    try await ledger.recordChecks(
      module: target.module, target: target.target, step: step.id,
      checks.map {
        .init(
          id: $0.id, title: $0.title, status: .init(rawValue: $0.status.rawValue) ?? .unknown,
          detail: $0.detail ?? "", resource: $0.resource)
      })
    return checks
  }
}
