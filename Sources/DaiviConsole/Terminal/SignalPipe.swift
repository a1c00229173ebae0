import DaiviSystem
import Glibc
import Synchronization

/// Signals as bytes in a pipe, so that a thread can wait for them.
struct SignalPipe: Sendable {
  /// What a waiting thread is woken by.
  enum Event: Sendable { case signal, timeIsUp, closed }

  /// Where the handler writes; a signal handler may touch nothing but a plain integer.
  nonisolated(unsafe) private static var writeEnd: Int32 = -1
  private static let closing: UInt8 = 0
  private let signals: [Int32]
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
    return SignalPipe(signals: signals, readEnd: ends[0], write: ends[1])
  }

  func wait(seconds: Int?) -> Event {
    var entry = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    while true {
      let ready = poll(&entry, 1, seconds.map { Int32($0 * 1000) } ?? -1)
      if ready < 0 && errno == EINTR { continue }
      if ready == 0 { return .timeIsUp }
      var byte = Self.closing
      return ready > 0 && read(readEnd, &byte, 1) == 1 && byte != Self.closing ? .signal : .closed
    }
  }

  /// Wakes whoever waits. From now on a signal ends the process as it does any other.
  func close() {
    for number in signals { signal(number, SIG_DFL) }
    var byte = Self.closing
    _ = Glibc.write(write, &byte, 1)
  }
}
