import Synchronization

/// Opens once; whoever waits goes on then. How tests say "when that has happened" without a clock.
final class Latch: Sendable {
  private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

  func open() {
    let waiters = state.withLock { state in
      state.isOpen = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiters.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// Waits until the task is cancelled (or the latch opens).
  func waitUnlessCancelled() async {
    await withTaskCancellationHandler {
      await wait()
    } onCancel: {
      open()
    }
  }
}

/// Lets tasks go on in groups: each waits until `count` have arrived.
final class Meeting: Sendable {
  private let count: Int
  private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

  init(of count: Int) { self.count = count }

  func arrive() async {
    await withCheckedContinuation { continuation in
      let complete = waiting.withLock { waiting in
        waiting.append(continuation)
        guard waiting.count == count else { return [CheckedContinuation<Void, Never>]() }
        defer { waiting = [] }
        return waiting
      }
      for other in complete { other.resume() }
    }
  }
}

/// Counts who is inside, and remembers the most there ever were.
final class Occupancy: Sendable {
  private let state = Mutex((now: 0, most: 0))

  var most: Int { state.withLock { $0.most } }

  func enter() {
    state.withLock { state in
      state.now += 1
      state.most = max(state.most, state.now)
    }
  }

  func leave() { state.withLock { $0.now -= 1 } }
}
