import DaiviSystem
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: the first asks the work to stop, the second (or ten seconds later) makes it.
public enum Interruption {
  private static let requested = Mutex(false)

  /// True once the user asked to stop.
  public static var isRequested: Bool { requested.withLock { $0 } }

  /// Runs `work`, cancelling it on a signal; `force` ends what does not listen. Outside of it signals end the process.
  public static func guarding<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value, force: @escaping @Sendable () async -> Void
  ) async throws -> Value {
    let task = Task { try await work() }
    let signals = SignalPipe.install([SIGINT, SIGTERM])
    BlockingThread.start {
      guard signals.wait(seconds: nil) == .signal else { return }
      requested.withLock { $0 = true }
      task.cancel()
      guard signals.wait(seconds: 10) != .closed else { return }
      Task { await force() }
    }
    defer { signals.close() }
    return try await task.value
  }
}
