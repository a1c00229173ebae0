import Glibc

/// A terminal without a person: what is typed at one end is read at the other.
final class PseudoTerminal: Sendable {
  /// The end a person would sit at.
  let keyboard: Int32
  /// The end a program reads and writes.
  let device: Int32

  init() throws {
    // posix_openpt and its like are hidden from Swift: the device and requests that glibc makes them of (ioctl_tty(2)).
    let unlock: UInt = 0x4004_5431  // TIOCSPTLCK
    let askNumber: UInt = 0x8004_5430  // TIOCGPTN
    var locked: Int32 = 0
    var number: UInt32 = 0
    keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    guard keyboard >= 0, ioctl(keyboard, unlock, &locked) == 0, ioctl(keyboard, askNumber, &number) == 0 else {
      throw POSIXFailure(code: errno)
    }
    device = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    guard device >= 0 else { throw POSIXFailure(code: errno) }
  }

  struct POSIXFailure: Error { var code: Int32 }

  deinit {
    close(device)
    close(keyboard)
  }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(keyboard, UInt(TIOCSWINSZ), &size)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(keyboard, bytes, bytes.count)
  }

  /// Whether typed characters are shown.
  var echoes: Bool {
    var settings = termios()
    tcgetattr(device, &settings)
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  /// What a person would see so far; does not wait.
  func shown() -> String {
    var ready = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while poll(&ready, 1, 0) == 1, ready.revents & Int16(POLLIN) != 0 {
      let count = read(keyboard, &buffer, buffer.count)
      if count <= 0 { break }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
