import DaiviSystem
import FoundationEssentials
import Glibc
import Synchronization

/// One deployer at a time in an environment.
///
/// An `flock` belongs to the open file, not to a process. Child processes that inherit `descriptor` share it, so the
/// lock is free exactly when the deployer and all of its modules are gone, however they went. It closes on exec: only a
/// child that is handed it (`ChildProcess.start(inherited:)`) holds the lock, not whatever else is started meanwhile.
/// Releasing closes it instead of unlocking, which would unlock for the children as well.
public final class DeployLock: Sendable {
  public let path: String
  private let state: Mutex<Int32?>

  /// Paths of the locks that this process has.
  private static let taken = Mutex<Set<String>>([])
  /// How long a child may take from its start to its program, in tries of 10 ms.
  private static let mostTries = 500

  /// The descriptor for children to inherit; nil once released.
  public var descriptor: Int32? { state.withLock { $0 } }

  fileprivate init(path: String, descriptor: Int32) {
    self.path = path
    state = Mutex(descriptor)
    Self.taken.withLock { _ = $0.insert(path) }
  }

  deinit { release() }

  /// Gives up this process's share. Children keep theirs.
  public func release() {
    state.withLock { descriptor in
      guard let open = descriptor else { return }
      Self.taken.withLock { _ = $0.remove(path) }
      close(open)
      descriptor = nil
    }
  }
}

extension DeployLock {
  fileprivate static func take(directory: String, command: String, since: Date) throws -> DeployLock {
    let path = directory + "/lock"
    do {
      try Files.createDirectory(directory, mode: 0o700)
    } catch {
      throw LockError.unusable(path: path, why: error.description)
    }
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw LockError.unusable(path: path, why: LedgerFile.reason(errno)) }
    // Out of the range that a child's standard descriptors and the inherited one take.
    let descriptor = fcntl(opened, F_DUPFD_CLOEXEC, 10)
    close(opened)
    guard descriptor >= 0 else { throw LockError.unusable(path: path, why: LedgerFile.reason(errno)) }
    var tries = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      let holder = LockHolder(readFrom: descriptor)
      // What this process gave up, a child has that is being started: until its program runs it shares all descriptors.
      if code == EWOULDBLOCK, holder?.process == getpid(), !taken.withLock({ $0.contains(path) }), tries < mostTries {
        tries += 1
        usleep(10_000)
        continue
      }
      close(descriptor)
      guard code == EWOULDBLOCK else { throw LockError.unusable(path: path, why: LedgerFile.reason(code)) }
      throw LockError.held(by: holder, path: path)
    }
    LockHolder(command: command, since: since).write(to: descriptor)
    return DeployLock(path: path, descriptor: descriptor)
  }
}

extension Ledger {
  /// Takes the deploy lock of an environment's directory, or says at once who has it.
  /// - Parameter command: what was typed, without secrets, for the message that others see.
  /// - Throws: `LockError`.
  public static func lock(directory: String, command: String, since: Date = Date()) throws -> DeployLock {
    try DeployLock.take(directory: directory, command: command, since: since)
  }
}
