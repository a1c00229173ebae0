import FoundationEssentials
import Glibc

/// Who took the deploy lock, as the lock file says.
public struct LockHolder: Equatable, Sendable, Codable {
  public let process: Int32
  /// What was typed, without secrets.
  public let command: String
  public let since: Date
  /// Tells the process from a later one of the same number.
  let started: String

  /// Whether the process that took the lock still runs; its modules may outlive it.
  public var isAlive: Bool { ProcessMark.isAlive(process, started: started) }

  init(command: String, since: Date) {
    process = getpid()
    self.command = command
    self.since = since
    started = ProcessMark.started(process)
  }

  /// nil when the text is not whole: the lock itself is what counts, the name is only for the message.
  init?(readFrom descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0, let holder = try? JSONDecoder().decode(LockHolder.self, from: Data(buffer[..<count])) else {
      return nil
    }
    self = holder
  }

  /// Replaces the lock file's text. The file is never removed: a lock on a removed file would exclude nobody.
  func write(to descriptor: Int32) {
    guard let bytes = try? JSONEncoder().encode(self), ftruncate(descriptor, 0) == 0 else { return }
    _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }
}
