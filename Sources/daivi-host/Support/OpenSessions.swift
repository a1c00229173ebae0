import DaiviEngine
import Synchronization

/// The holds on shared ledgers that this process has, so that they are given back however a command ends.
enum OpenSessions {
  private static let sharing = Mutex<[any LedgerSharing]>([])

  static func add(_ session: DeploySession) {
    guard let shared = session.sharing else { return }
    sharing.withLock { $0.append(shared) }
  }

  /// What to do when a hold is lost before its end; nothing where no ledger is shared.
  static func onLoss(_ body: @escaping @Sendable () async -> Void) {
    for shared in sharing.withLock({ $0 }) { shared.onLoss(body) }
  }

  static func close() async {
    let all = sharing.withLock { sharing in
      defer { sharing = [] }
      return sharing
    }
    for shared in all { await shared.end() }
  }
}
