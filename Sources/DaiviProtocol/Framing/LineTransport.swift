/// Carries whole lines between the two sides of a connection. One task receives; any number may send.
public protocol LineTransport: Sendable {
  /// Sends one line (UTF-8, without its newline). Suspends while the other side is slow to read; throws when the
  /// connection is closed.
  func send(_ line: [UInt8]) async throws

  /// The next line, without its newline; nil when the other side has closed. Throws `FramingError` for what cannot be
  /// a line of the protocol, after which the connection is closed.
  func receive() async throws -> [UInt8]?

  /// Closes the sending side; the other side sees the end once it has read what was sent.
  func closeSending() async

  /// Closes both sides at once; a pending `receive` returns nil.
  func close() async

  /// How much has arrived of a line that has no end yet, in bytes; for messages about a silent other side.
  var bytesOfUnfinishedLine: Int { get }
}

extension LineTransport {
  public var bytesOfUnfinishedLine: Int { 0 }
}
