import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The receiving half of a `DescriptorTransport`.
final class DescriptorReader: Sendable {
  private let descriptor: Int32
  private let wake: WakeDescriptor
  private let queue = DispatchQueue(label: "daivi.connection.read")
  private let state = Mutex(State())

  private struct State {
    var decoder = LineDecoder()
    var hasEnded = false
    var isFinished = false
  }

  private static let chunk = 64 * 1024

  init(_ descriptor: Int32, wake: WakeDescriptor) {
    self.descriptor = descriptor
    self.wake = wake
  }

  deinit { finish() }

  /// A line that is here already costs no change of threads.
  func receive() async throws -> [UInt8]? {
    if wake.isAwake { return nil }
    if let line = try state.withLock({ try $0.decoder.next() }) { return line }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try self.readLine() }) }
    }
  }

  /// Closes the descriptor once no read is at work on it.
  func finish() {
    let isFirst = state.withLock { state in
      defer { state.isFinished = true }
      return !state.isFinished
    }
    let descriptor = descriptor
    if isFirst { queue.async { _ = close(descriptor) } }
  }

  private func readLine() throws -> [UInt8]? {
    while true {
      let (line, isOver) = try state.withLock { (try $0.decoder.next(), $0.hasEnded || $0.isFinished) }
      if let line { return line }
      guard !isOver, wake.wait(for: descriptor, events: Int16(POLLIN)) else { return nil }
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
