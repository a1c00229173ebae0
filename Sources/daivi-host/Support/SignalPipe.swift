import DaiviSystem
import Glibc
import Synchronization

/// Signals as bytes in a pipe, so that a thread can wait for them.
struct SignalPipe: Sendable {
  /// Where the handler writes; a signal handler may touch nothing but a plain integer.
  nonisolated(unsafe) private static var writeEnd: Int32 = -1
  private let readEnd: Int32
  private let write: Int32

  static func install(_ signals: [Int32]) -> SignalPipe {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    writeEnd = ends[1]
    for number in signals {
      signal(number) { _ in
        var byte: UInt8 = 1
        _ = Glibc.write(SignalPipe.writeEnd, &byte, 1)
      }
    }
    return SignalPipe(readEnd: ends[0], write: ends[1])
  }

  /// True when a signal came; false when the time is up or the pipe was closed.
  func wait(seconds: Int?) -> Bool {
    var entry = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    while true {
      let ready = poll(&entry, 1, seconds.map { Int32($0 * 1000) } ?? -1)
      if ready < 0 && errno == EINTR { continue }
      if ready <= 0 { return false }
      var byte: UInt8 = 0
      return read(readEnd, &byte, 1) == 1 && byte == 1
    }
  }

  /// Wakes whoever waits.
  func close() {
    var byte: UInt8 = 0
    _ = Glibc.write(write, &byte, 1)
  }
}
