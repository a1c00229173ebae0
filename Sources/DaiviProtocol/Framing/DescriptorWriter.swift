import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The sending half of a `DescriptorTransport`. Lines that wait while others are written go out together.
final class DescriptorWriter: Sendable {
  private let descriptor: Int32
  private let wake: WakeDescriptor
  private let queue = DispatchQueue(label: "daivi.connection.write")
  private let state = Mutex(State())

  private struct Entry {
    let bytes: [UInt8]
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var entries: [Entry] = []
    var isScheduled = false
    var isFinished = false
    /// Why nothing can be written any more.
    var failure: TransportError?
  }

  /// The system takes this much without blocking when it says that it takes anything (PIPE_BUF is 4096 on Linux). With
  /// it a blocking descriptor, which we may share with others and must not change, can be woken from at any time.
  private static let piece = 4096

  init(_ descriptor: Int32, wake: WakeDescriptor) {
    self.descriptor = descriptor
    self.wake = wake
  }

  deinit { finish() }

  /// Returns when the system has all of the bytes.
  func send(_ bytes: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      let refusal = state.withLock { state -> TransportError? in
        if let failure = state.failure { return failure }
        if state.isFinished { return .closed }
        state.entries.append(Entry(bytes: bytes, continuation: continuation))
        if !state.isScheduled { queue.async { self.drain() } }
        state.isScheduled = true
        return nil
      }
      if let refusal { continuation.resume(throwing: refusal) }
    }
  }

  /// Takes no more lines and closes the descriptor when those it has are written.
  func finish() {
    let isFirst = state.withLock { state in
      defer { state.isFinished = true }
      return !state.isFinished
    }
    let descriptor = descriptor
    if isFirst { queue.async { _ = close(descriptor) } }
  }

  private func drain() {
    while true {
      let (entries, failure) = state.withLock { state in
        defer { state.entries = [] }
        state.isScheduled = !state.entries.isEmpty
        return (state.entries, state.failure)
      }
      if entries.isEmpty { return }
      do {
        if let failure { throw failure }
        try write(entries.count == 1 ? entries[0].bytes : entries.flatMap(\.bytes))
        for entry in entries { entry.continuation.resume() }
      } catch {
        let failure = error as? TransportError ?? .closed
        state.withLock { $0.failure = failure }
        for entry in entries { entry.continuation.resume(throwing: failure) }
      }
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    var offset = 0
    while offset < bytes.count {
      guard wake.wait(for: descriptor, events: Int16(POLLOUT)) else { throw TransportError.closed }
      let count = bytes.withUnsafeBytes { buffer in
        posixWrite(descriptor, buffer.baseAddress! + offset, min(Self.piece, buffer.count - offset))
      }
      if count > 0 {
        offset += count
      } else if errno == EPIPE {
        throw TransportError.closed
      } else if errno != EINTR && errno != EAGAIN {
        throw TransportError.failed(operation: "write to", why: String(cString: strerror(errno)))
      }
    }
  }
}

/// `write` by a name that a method called `write` does not hide.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
