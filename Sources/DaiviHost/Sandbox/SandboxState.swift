import DaiviSystem
import FoundationEssentials
import Glibc

/// What a sandbox says of itself in its state directory once it is ready.
public struct SandboxState: Codable, Hashable, Sendable {
  /// Made once per state directory: what a ledger recorded counts only for this id.
  public var id: String
  public var pid: Int32
  /// `http://127.0.0.1:PORT`, the same over stop and start.
  public var endpoint: String
  public var account: String
  public var version: String?
  public var started: String?

  /// Reads `sandbox.json`; nil when there was never a sandbox here.
  public init?(directory: String) {
    guard let bytes = try? Files.read(Path.join(directory, "sandbox.json")),
      let state = try? JSONDecoder().decode(SandboxState.self, from: Data(bytes))
    else { return nil }
    self = state
  }

  /// True while the process that wrote this holds the state directory's lock.
  public static func isRunning(directory: String) -> Bool {
    let descriptor = open(Path.join(directory, "lock"), O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) != 0
  }
}
