import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The receiving half of a `DescriptorTransport`. What is here already is read on the caller's thread; waiting for more
/// is done on a queue.
final class DescriptorReader: Sendable {
  private let descriptor: Int32
  private let wake: WakeDescriptor
  private let queue = DispatchQueue(label: "daivi.connection.read")
  private let state = Mutex(State())

  private struct State {
    var decoder = LineDecoder()
    var hasEnded = false
    /// Somebody uses the descriptor; it is closed when they are done.
    var isReading = false
    var isFinished = false
    var isClosed = false
  }

  private static let chunk = 64 * 1024

  init(_ descriptor: Int32, wake: WakeDescriptor) {
    self.descriptor = descriptor
    self.wake = wake
  }

  deinit { finish() }

  var bytesOfUnfinishedLine: Int { state.withLock { $0.decoder.unfinished } }

  func receive() async throws -> [UInt8]? {
    let canRead = state.withLock { state in
      if !state.isFinished { state.isReading = true }
      return state.isReading
    }
    guard canRead else { return nil }
    defer { release() }
    if let line = try readLine(waiting: false) { return line }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try self.readLine(waiting: true) }) }
    }
  }

  /// Closes the descriptor once no read is at work on it.
  func finish() {
    state.withLock { $0.isFinished = true }
    closeIfDone()
  }

  private func release() {
    state.withLock { $0.isReading = false }
    closeIfDone()
  }

  private func closeIfDone() {
    let mustClose = state.withLock { state in
      guard state.isFinished && !state.isReading && !state.isClosed else { return false }
      state.isClosed = true
      return true
    }
    if mustClose { _ = close(descriptor) }
  }

  /// nil at the end of the connection, or when there is nothing yet and the caller does not wait.
  private func readLine(waiting: Bool) throws -> [UInt8]? {
    while true {
      let (line, isOver) = try state.withLock { state in
        state.isFinished ? (nil, true) : (try state.decoder.next(), state.hasEnded)
      }
      if let line { return line }
      if isOver { return nil }
      let isReady =
        waiting
        ? wake.wait(for: descriptor, events: Int16(POLLIN))
        : WakeDescriptor.isReady(descriptor, events: Int16(POLLIN))
      guard isReady else { return nil }
      try readChunk()
    }
  }

  private func readChunk() throws {
    try withUnsafeTemporaryAllocation(byteCount: Self.chunk, alignment: 1) { buffer in
      let count = read(descriptor, buffer.baseAddress, Self.chunk)
      if count > 0 {
        state.withLock { $0.decoder.append(UnsafeRawBufferPointer(buffer)[..<count]) }
      } else if count == 0 {
        try state.withLock { state in
          state.hasEnded = true
          try state.decoder.finish()
        }
      } else if errno != EINTR && errno != EAGAIN {
        throw TransportError.failed(operation: "read from", why: String(cString: strerror(errno)))
      }
    }
  }
}
