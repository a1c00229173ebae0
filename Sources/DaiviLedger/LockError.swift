import FoundationEssentials

/// Why the deploy lock was not taken.
public enum LockError: Error, Equatable, Sendable {
  /// Somebody holds it; nil when the holder has not written its name yet.
  case held(by: LockHolder?, path: String)
  /// The lock file cannot be made or opened.
  case unusable(path: String, why: String)
}

extension LockError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .held(nil, let path):
      "another deploy is at work (lock \(path)): wait until it ends"
    case .held(let holder?, let path) where holder.isAlive:
      "another deploy is at work: `\(holder.command)`, process \(holder.process), "
        + "since \(LedgerTime.text(holder.since)) (lock \(path)): wait until it ends"
    case .held(let holder?, let path):
      "`\(holder.command)` (process \(holder.process)) ended but modules it started still run (lock \(path)): "
        + "they stop by themselves within seconds; `fuser \(path)` names them"
    case .unusable(let path, let why):
      "the lock \(path) cannot be used (\(why)): check the owner and permissions of its directory"
    }
  }
}
