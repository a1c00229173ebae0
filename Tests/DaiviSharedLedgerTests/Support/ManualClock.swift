import DaiviSharedLedger
import FoundationEssentials
import Synchronization

/// Time that moves only when a test moves it.
final class ManualClock: Sendable {
  private let state = Mutex(State())

  private struct State {
    var now = Duration.zero
    var sleepers: [UUID: (end: Duration, resume: CheckedContinuation<Void, any Error>)] = [:]
    var cancelled: Set<UUID> = []
  }

  var now: Duration { state.withLock { $0.now } }

  /// The store's wall clock: a fixed moment and the time since.
  var date: Date { Date(timeIntervalSince1970: 1_772_366_400 + Double(now.components.seconds)) }

  var lease: LeaseClock {
    LeaseClock(now: { self.now }, sleep: { try await self.sleep($0) })
  }

  private func sleep(_ duration: Duration) async throws {
    let id = UUID()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isOver = state.withLock { state -> Bool in
          if state.cancelled.remove(id) != nil { return true }
          state.sleepers[id] = (state.now + duration, continuation)
          return false
        }
        if isOver { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: id)
        if sleeper == nil { state.cancelled.insert(id) }
        return sleeper
      }
      sleeper?.resume.resume(throwing: CancellationError())
    }
  }

  func advance(_ duration: Duration) { move { $0 + duration } }

  /// Tasks that sleep now.
  var sleepers: Int { state.withLock { $0.sleepers.count } }

  /// Moves to when the next sleeper wakes; nothing when nobody sleeps, or none wakes so soon.
  func step(within limit: Duration = .seconds(1000)) {
    move { now in
      let next = state.withLock { $0.sleepers.values.map(\.end).min() } ?? now
      return next - now <= limit ? next : now
    }
  }

  private func move(_ target: (Duration) -> Duration) {
    let time = max(target(now), now)
    let due = state.withLock { state in
      state.now = time
      let due = state.sleepers.filter { $0.value.end <= time }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.map(\.resume)
    }
    for sleeper in due { sleeper.resume() }
  }
}

/// Gives other tasks their turn until something is so. A test that waits in vain is ended by its time limit, which
/// cancels it.
func until(_ condition: () async -> Bool) async {
  while await !condition(), !Task.isCancelled { await Task.yield() }
}
