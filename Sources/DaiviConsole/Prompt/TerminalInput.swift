import Glibc

/// Answers from a descriptor, standard input unless a test has another.
public struct TerminalInput: PromptInput {
  private let descriptor: Int32

  public init(_ descriptor: Int32 = 0) { self.descriptor = descriptor }

  public var isTerminal: Bool { isatty(descriptor) == 1 }

  public func readLine() -> String? {
    var bytes: [UInt8] = []
    while let byte = readByte() {
      if byte == 0x0A { return Self.text(bytes) }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : Self.text(bytes)
  }

  /// Keys are read one by one with echo and signals off, so that Ctrl-C comes as a key and the terminal is always put
  /// back before anything else happens.
  public func readHidden() throws(PromptError) -> String? {
    var before = termios()
    guard tcgetattr(descriptor, &before) == 0 else { return readLine() }
    var hidden = before
    hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    tcsetattr(descriptor, TCSAFLUSH, &hidden)
    defer { tcsetattr(descriptor, TCSAFLUSH, &before) }
    var bytes: [UInt8] = []
    while let byte = readByte() {
      switch byte {
      case 0x0A, 0x0D: return Self.text(bytes)
      case 0x03: throw .interrupted
      case 0x04: return bytes.isEmpty ? nil : Self.text(bytes)
      case 0x08, 0x7F: Self.dropCharacter(&bytes)
      case 0x15: bytes = []
      case 0x00...0x1F: break
      default: bytes.append(byte)
      }
    }
    return nil
  }

  /// One byte a call: what follows the line belongs to whoever reads next.
  private func readByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = read(descriptor, &byte, 1)
      if count == 1 { return byte }
      if count < 0 && errno == EINTR { continue }
      return nil
    }
  }

  private static func dropCharacter(_ bytes: inout [UInt8]) {
    while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
  }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes[...], as: UTF8.self)
  }
}
