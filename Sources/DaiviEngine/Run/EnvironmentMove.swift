import DaiviLedger

/// An environment that is about to be established elsewhere than recorded. What is recorded would count no more, and
/// going back would not bring it back.
public struct EnvironmentMove: Hashable, Sendable, CustomStringConvertible {
  /// `{app}-{env}`.
  public var environment: String
  /// Where it is recorded, part by part, such as `primary region us-east-1`.
  public var recorded: [String]
  /// Where it would be, part by part.
  public var wanted: [String]
  /// Whether both are sandboxes: no account is left behind.
  public var isAmongSandboxes: Bool

  public var description: String {
    "'\(environment)' is recorded in \(recorded.joined(separator: ", ")), not \(wanted.joined(separator: ", "))"
  }

  /// nil where nothing is lost: the same place, nothing recorded as deployed, or a sandbox that was made anew, with which
  /// everything in it went.
  static func of(_ wanted: LedgerIdentity, in ledger: Ledger) async throws -> EnvironmentMove? {
    guard let recorded = try await ledger.identity() else { return nil }
    let parts = wanted.parts(differingFrom: recorded)
    let isAmongSandboxes = recorded.sandboxID != nil && wanted.sandboxID != nil
    if isAmongSandboxes && parts.allSatisfy({ [.endpoint, .sandbox].contains($0) }) { return nil }
    if parts.isEmpty { return nil }
    if try await ledger.targetStates().isEmpty { return nil }
    return EnvironmentMove(
      environment: "\(wanted.app)-\(wanted.environment)", recorded: parts.map(recorded.words),
      wanted: parts.map(wanted.words), isAmongSandboxes: isAmongSandboxes)
  }
}

extension LedgerIdentity {
  fileprivate func words(of part: Part) -> String {
    switch part {
    case .app: "app \(app)"
    case .environment: "environment \(environment)"
    case .account: "account \(account)"
    case .endpoint: endpoint.isEmpty ? "AWS's own endpoints" : "endpoint \(endpoint)"
    case .sandbox: sandboxID.map { "sandbox \($0)" } ?? "no sandbox"
    case .primaryRegion: "primary region \(primaryRegion)"
    }
  }
}
