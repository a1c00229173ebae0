import DaiviEngine
import DaiviLedger
import DaiviSystem

/// The ledgers of environments that live in the sandbox: they go with it.
enum SandboxLedgers {
  /// Takes the lock of each, so that nobody deploys to what is about to vanish.
  static func lockAll(_ layout: ProjectLayout) throws -> [(directory: String, lock: DeployLock)] {
    let root = Path.join(layout.state, "environments")
    guard Files.isDirectory(root) else { return [] }
    return try Files.names(in: root).map { Path.join(root, $0) }.filter(isSandbox).map { directory in
      do {
        return (directory, try Ledger.lock(directory: directory, command: "daivi-host sandbox reset"))
      } catch let error as LockError {
        throw CommandError(error.status, "\(error)")
      }
    }
  }

  static func remove(_ locked: [(directory: String, lock: DeployLock)]) throws {
    for (directory, lock) in locked {
      for name in try Files.names(in: directory) where name != "lock" {
        try Files.removeAll(Path.join(directory, name))
      }
      lock.release()
    }
  }

  /// A mark rather than the ledger itself says so: a damaged ledger can be reset too.
  private static func isSandbox(_ directory: String) -> Bool { Files.exists(Path.join(directory, markName)) }

  static let markName = "sandbox"
}
