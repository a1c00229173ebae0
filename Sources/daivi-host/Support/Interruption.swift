import DaiviSystem
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: the first asks the work to stop, the second (or ten seconds later) makes it.
enum Interruption {
  private static let requested = Mutex(false)

  /// True once the user asked to stop.
  static var isRequested: Bool { requested.withLock { $0 } }

  /// Runs `work`, cancelling it on a signal; `force` ends what does not listen.
  static func guarding<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value, force: @escaping @Sendable () async -> Void
  ) async throws -> Value {
    let task = Task { try await work() }
    let signals = SignalPipe.install([SIGINT, SIGTERM])
    BlockingThread.start {
      guard signals.wait(seconds: nil) else { return }
      requested.withLock { $0 = true }
      task.cancel()
      _ = signals.wait(seconds: 10)
      Task { await force() }
    }
    defer { signals.close() }
    return try await task.value
  }
}
