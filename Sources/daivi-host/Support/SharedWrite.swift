import DaiviAccess
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviSharedLedger
import DaiviSystem

/// A word that a person puts into the ledger, outside of any deployment.
enum SharedWrite {
  /// Runs `body` on the environment's ledger.
  ///
  /// A local ledger is simply written: a deploy at work sees it. So is the copy of a shared one while a deploy of this
  /// machine is at work, which takes it along with its next commit. Otherwise the shared one is held for the moment;
  /// exit 5 while another machine is at work.
  static func perform(
    _ project: Project, command: String, _ body: @escaping @Sendable (Ledger) async throws -> Void
  ) async throws {
    let path = project.ledgerPath
    guard project.configuration.sharesLedger,
      let lock = try? Ledger.lock(directory: project.environmentDirectory, command: command)
    else { return try await body(try Ledger.open(path, access: .module)) }
    defer { lock.release() }
    let workplace = try await Workplace.open(project)
    guard let shared = try workplace.sharedLedger() else { return }
    try await workplace.access.checkAccount()
    try await shared.begin(ledger: path, command: command)
    do {
      try await body(try Ledger.open(path, access: .deploy, replica: shared))
    } catch {
      await shared.end()
      throw error
    }
    await shared.end()
  }
}
