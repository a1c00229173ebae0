import DaiviLedger

/// Where an environment's ledger is shared by several machines: what a session does with it. Nil where the ledger lies
/// on this machine alone.
public protocol LedgerSharing: LedgerReplica {
  /// Takes the environment for this process among all machines and brings the file at `path` up to date. Throws
  /// `CommandError`, exit 5 when another machine is at work.
  func begin(ledger path: String, command: String) async throws

  /// Gives it back.
  func end() async

  /// Called when the hold is lost, in time to stop modules before others may take it.
  func onLoss(_ body: @escaping @Sendable () async -> Void)
}
