import DaiviLedger
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// One command's hold on an environment: the lock, the ledger, and the deployment it records.
public struct DeploySession: Sendable {
  public let ledger: Ledger
  public let lock: DeployLock
  public let deployment: DeploymentID
  /// Whether what the ledger knew still counts.
  public let change: IdentityChange
  /// The hold among all machines, where the ledger is shared.
  public let sharing: (any LedgerSharing)?

  /// Takes the lock (exit 5 when another deployer holds it), opens the ledger and begins a deployment.
  /// - Parameters:
  ///   - directory: the environment's, `ProjectLayout.environment`.
  ///   - access: the host may create and migrate, a standalone module may not.
  ///   - sharing: takes the environment among all machines too; then the session must be `close`d.
  ///   - agreeToMove: asked before a deploy leaves another place for good; throws where that is not wanted. Other commands
  ///     never do (exit 2).
  public static func open(
    directory: String, environment: DeploymentEnvironment, kind: DeploymentKind, selection: [String],
    command: String, version: String, access: LedgerAccess, sharing: (any LedgerSharing)? = nil,
    agreeToMove: @Sendable (EnvironmentMove) async throws -> Void = { _ in }
  ) async throws -> DeploySession {
    let lock: DeployLock
    do {
      lock = try Ledger.lock(directory: directory, command: command)
    } catch let error as LockError {
      throw CommandError(error.status, "\(error)")
    }
    let path = Path.join(directory, "ledger.sqlite")
    try await sharing?.begin(ledger: path, command: command)
    do {
      let ledger = try Ledger.open(path, access: access, replica: sharing)
      if let move = try await EnvironmentMove.of(environment.identity, in: ledger) {
        guard kind == .deploy else { throw CommandError(.usage, "\(move); daivi-host deploy begins anew there") }
        try await agreeToMove(move)
      }
      let change = try await ledger.establish(environment.identity)
      if access == .deploy { try await ledger.setEnvironmentJSON(environment.json()) }
      let deployment = try await ledger.beginDeployment(kind: kind, selection: selection, hostVersion: version)
      return DeploySession(ledger: ledger, lock: lock, deployment: deployment, change: change, sharing: sharing)
    } catch {
      await sharing?.end()
      if let error = error as? LedgerError { throw CommandError(error.status, "\(error)") }
      throw error
    }
  }

  /// A sink that keeps events in the ledger and hands them on to `renderer`; finish it before the session.
  public func recording(_ renderer: any EventSink) -> RecordedEvents {
    RecordedEvents(ledger, deployment: deployment, shown: renderer)
  }

  /// Gives the environment back to other machines. The lock of this one is free when the session and its modules are
  /// gone.
  public func close() async { await sharing?.end() }

  /// Closes the deployment as the run ended: succeeded, waiting at gates, cancelled or failed.
  public func finish(_ report: RunReport) async throws {
    let outcome: DeploymentOutcome =
      report.isWaiting
      ? .waiting
      : report.succeeded ? .succeeded : report.failed.isEmpty && !report.cancelled.isEmpty ? .cancelled : .failed
    try await ledger.finish(deployment, outcome: outcome)
  }
}

extension LockError {
  /// Exit status of a command that this error ends.
  public var status: CommandError.Status {
    if case .held = self { return .locked }
    return .usage
  }
}

extension LedgerError {
  /// Exit status of a command that this error ends.
  public var status: CommandError.Status {
    if case .notShared = self { return .failed }
    return .usage
  }
}

extension DeploymentEnvironment {
  /// What makes the ledger's record count: the same place, the same sandbox.
  public var identity: LedgerIdentity {
    LedgerIdentity(
      app: module.app, environment: module.env, account: module.account, endpoint: module.endpoints[""] ?? "",
      sandboxID: sandboxID, primaryRegion: module.primaryRegion, secondaryRegion: module.secondaryRegion)
  }

  public func json() throws -> String { String(decoding: try JSONEncoder.sorted.encode(self), as: UTF8.self) }

  public init(json: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(json.utf8)) }
}
