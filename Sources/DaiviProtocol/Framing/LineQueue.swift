import Synchronization

/// Lines on their way from senders to one receiver, at most `capacity` of them; then senders wait.
final class LineQueue: Sendable {
  private let capacity: Int
  private let state = Mutex(State())

  private struct State {
    var lines: [[UInt8]] = []
    var senders: [(line: [UInt8], continuation: CheckedContinuation<Void, any Error>)] = []
    var receiver: CheckedContinuation<[UInt8]?, Never>?
    var isFinished = false
  }

  /// What there is to resume once the lock is released.
  private enum Receipt {
    case line([UInt8], admitting: CheckedContinuation<Void, any Error>?)
    case end
    case wait
  }

  init(capacity: Int) { self.capacity = capacity }

  func send(_ line: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { (sender: CheckedContinuation<Void, any Error>) in
      let resume = state.withLock { state -> (@Sendable () -> Void)? in
        if state.isFinished { return { sender.resume(throwing: TransportError.closed) } }
        if let receiver = state.receiver {
          state.receiver = nil
          return {
            receiver.resume(returning: line)
            sender.resume()
          }
        }
        guard state.lines.count < capacity else {
          state.senders.append((line, sender))
          return nil
        }
        state.lines.append(line)
        return { sender.resume() }
      }
      resume?()
    }
  }

  /// nil when the sending side has finished and everything was received.
  func receive() async -> [UInt8]? {
    await withCheckedContinuation { receiver in
      let receipt = state.withLock { state -> Receipt in
        if !state.lines.isEmpty {
          let line = state.lines.removeFirst()
          guard !state.senders.isEmpty else { return .line(line, admitting: nil) }
          let admitted = state.senders.removeFirst()
          state.lines.append(admitted.line)
          return .line(line, admitting: admitted.continuation)
        }
        if state.isFinished { return .end }
        precondition(state.receiver == nil, "a connection has one receiver")
        state.receiver = receiver
        return .wait
      }
      switch receipt {
      case .line(let line, let sender):
        sender?.resume()
        receiver.resume(returning: line)
      case .end: receiver.resume(returning: nil)
      case .wait: break
      }
    }
  }

  /// No more lines may be sent; those that were, waiting ones included, still arrive.
  func finish() {
    let receiver = state.withLock { state in
      state.isFinished = true
      defer { state.receiver = nil }
      return state.receiver
    }
    receiver?.resume(returning: nil)
  }

  /// The sending side leaves: its waiting senders fail, what it sent before still arrives.
  func abandon() {
    let senders = state.withLock { state in
      state.isFinished = true
      defer { state.senders = [] }
      return state.senders
    }
    finish()
    for sender in senders { sender.continuation.resume(throwing: TransportError.closed) }
  }

  /// The receiving side leaves: nothing arrives any more.
  func cancel() {
    abandon()
    state.withLock { $0.lines = [] }
  }
}
