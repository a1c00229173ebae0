import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The sending half of a `DescriptorTransport`. What the system takes at once is written on the caller's thread;
/// waiting for a slow reader is done on a queue, and lines that gather meanwhile go out together.
final class DescriptorWriter: Sendable {
  private let descriptor: Int32
  private let wake: WakeDescriptor
  private let queue = DispatchQueue(label: "daivi.connection.write")
  private let state = Mutex(State())

  private struct Entry {
    let bytes: ArraySlice<UInt8>
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var entries: [Entry] = []
    /// Somebody writes; whoever comes now queues up. The descriptor is closed when nobody does.
    var isWriting = false
    var isFinished = false
    var isClosed = false
    /// Why nothing can be written any more.
    var failure: TransportError?
  }

  /// The system takes this much without blocking when it says that it takes anything (PIPE_BUF is 4096 on Linux). So
  /// the descriptor, which we may share with others, need not be made non-blocking.
  private static let piece = 4096

  init(_ descriptor: Int32, wake: WakeDescriptor) {
    self.descriptor = descriptor
    self.wake = wake
  }

  deinit { finish() }

  /// Returns when the system has all of the bytes.
  func send(_ bytes: [UInt8]) async throws {
    let isMine = try state.withLock { state in
      if let failure = state.failure { throw failure }
      if state.isFinished { throw TransportError.closed }
      defer { state.isWriting = true }
      return !state.isWriting
    }
    var rest = bytes[...]
    if isMine {
      do {
        rest = rest.dropFirst(try write(rest, waiting: false))
      } catch {
        fail(error)
        throw error
      }
      if rest.isEmpty { return release() }
    }
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      enqueue(Entry(bytes: rest, continuation: continuation), first: isMine)
    }
  }

  /// Takes no more lines and closes the descriptor when those it has are written.
  func finish() {
    state.withLock { $0.isFinished = true }
    closeIfDone()
  }

  /// Queues what is to be written; the rest of a line that was begun goes before everything else.
  private func enqueue(_ entry: Entry, first: Bool) {
    let (mustDrain, failure) = state.withLock { state -> (Bool, TransportError?) in
      if let failure = state.failure { return (false, failure) }
      if state.isClosed { return (false, .closed) }
      state.entries.insert(entry, at: first ? 0 : state.entries.count)
      // Whoever wrote when this sender came may have gone since.
      defer { state.isWriting = true }
      return (first || !state.isWriting, nil)
    }
    if let failure { entry.continuation.resume(throwing: failure) }
    if mustDrain { queue.async { self.drain() } }
  }

  /// Ends a turn of writing on a caller's thread.
  private func release() {
    let hasMore = state.withLock { state in
      state.isWriting = !state.entries.isEmpty
      return state.isWriting
    }
    if hasMore { queue.async { self.drain() } } else { closeIfDone() }
  }

  private func drain() {
    while true {
      let entries = state.withLock { state in
        defer { state.entries = [] }
        state.isWriting = !state.entries.isEmpty
        return state.entries
      }
      if entries.isEmpty { return closeIfDone() }
      do {
        _ = try write(entries.count == 1 ? entries[0].bytes : entries.flatMap(\.bytes)[...], waiting: true)
        for entry in entries { entry.continuation.resume() }
      } catch {
        fail(error, entries)
      }
    }
  }

  /// Nothing can follow half a line: every sender fails, now and later.
  private func fail(_ error: any Error, _ entries: [Entry] = []) {
    let failure = error as? TransportError ?? .closed
    let waiting = state.withLock { state in
      state.failure = failure
      state.isWriting = false
      defer { state.entries = [] }
      return entries + state.entries
    }
    for entry in waiting { entry.continuation.resume(throwing: failure) }
    closeIfDone()
  }

  private func closeIfDone() {
    let mustClose = state.withLock { state in
      guard state.isFinished && !state.isWriting && !state.isClosed else { return false }
      state.isClosed = true
      return true
    }
    if mustClose { _ = close(descriptor) }
  }

  /// Writes, and says how much: all of it when it waits, else what the system takes at once.
  private func write(_ bytes: ArraySlice<UInt8>, waiting: Bool) throws -> Int {
    try bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        if waiting {
          guard wake.wait(for: descriptor, events: Int16(POLLOUT)) else { throw TransportError.closed }
        } else if !WakeDescriptor.isReady(descriptor, events: Int16(POLLOUT)) {
          break
        }
        let count = posixWrite(descriptor, buffer.baseAddress! + offset, min(Self.piece, buffer.count - offset))
        if count > 0 {
          offset += count
        } else if errno == EPIPE {
          throw TransportError.closed
        } else if errno != EINTR && errno != EAGAIN {
          throw TransportError.failed(operation: "write to", why: String(cString: strerror(errno)))
        }
      }
      return offset
    }
  }
}

/// `write` by a name that a method called `write` does not hide.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
