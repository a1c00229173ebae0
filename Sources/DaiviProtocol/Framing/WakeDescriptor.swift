import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ends the waiting of threads that wait for a descriptor: closing a descriptor does not wake who reads it, so they
/// wait for this one as well.
final class WakeDescriptor: Sendable {
  private let readEnd: Int32
  private let writeEnd: Mutex<Int32?>

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw TransportError.failed(operation: "open", why: String(cString: strerror(errno)))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readEnd = ends[0]
    writeEnd = Mutex(ends[1])
  }

  deinit {
    wake()
    close(readEnd)
  }

  /// From now on nobody waits.
  func wake() {
    writeEnd.withLock { end in
      if let open = end { close(open) }
      end = nil
    }
  }

  /// Whether the descriptor is ready (or has an error to tell) at this moment.
  static func isReady(_ descriptor: Int32, events: Int16) -> Bool {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    return poll(&entry, 1, 0) == 1
  }

  /// Blocks until the descriptor is ready (or has an error to tell); false when woken instead.
  func wait(for descriptor: Int32, events: Int16) -> Bool {
    var entries = [
      pollfd(fd: descriptor, events: events, revents: 0), pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&entries, 2, -1) < 0 {
      if errno != EINTR && errno != EAGAIN { return false }
    }
    return entries[1].revents == 0
  }
}
