import Glibc

/// The deploy lock as somebody who does not want it sees it.
public enum LockInspection: Equatable, Sendable {
  case free
  /// Somebody holds it; nil when the holder has not written its name.
  case held(by: LockHolder?)

  /// Looks at the lock of an environment's directory. A shared lock is tried for the time of two system calls: a deploy
  /// that starts within them is told to try again.
  public init(directory: String) {
    let descriptor = open(directory + "/lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      self = .free
      return
    }
    defer { close(descriptor) }
    self = flock(descriptor, LOCK_SH | LOCK_NB) == 0 ? .free : .held(by: LockHolder(readFrom: descriptor))
  }
}
