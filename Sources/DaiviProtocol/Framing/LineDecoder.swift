#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Cuts a stream of bytes into lines. Takes time linear in the bytes, however long the lines and however small the
/// pieces: no byte is searched twice.
///
/// A line ends with LF; one CR before it is dropped; empty lines are skipped. After an error every call repeats it.
public struct LineDecoder: Sendable {
  /// The longest line of the protocol, without its newline: 16 MiB.
  public static let maximumLength = 16 * 1024 * 1024

  private let limit: Int
  private var buffer: [UInt8] = []
  /// Where the line being read starts in `buffer`, and up to where it was searched for its end.
  private var start = 0
  private var searched = 0
  private var line = 1
  private var failure: FramingError?

  public init(limit: Int = LineDecoder.maximumLength) { self.limit = limit }

  /// Takes the next bytes of the stream; `next` gives the lines in them.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    // Moved only when at least half is used up, so each byte is moved once on average.
    if start > buffer.count / 2 {
      buffer.removeSubrange(..<start)
      searched -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// Bytes of a line whose end has not come.
  var unfinished: Int { buffer.count - start }

  /// The next whole line without its newline; nil until more bytes come.
  public mutating func next() throws(FramingError) -> [UInt8]? {
    if let failure { throw failure }
    while let end = newline() {
      var last = end
      if last > start && buffer[last - 1] == UInt8(ascii: "\r") { last -= 1 }
      guard last - start <= limit else { throw fail(.lineTooLong(line: line, limit: limit)) }
      let content = Array(buffer[start..<last])
      guard String(validating: content, as: UTF8.self) != nil else { throw fail(.notUTF8(line: line)) }
      start = end + 1
      line += 1
      if !content.isEmpty { return content }
    }
    // One byte of grace: it may be the CR of a line that just fits.
    guard buffer.count - start <= limit + 1 else { throw fail(.lineTooLong(line: line, limit: limit)) }
    return nil
  }

  /// Says that no more bytes come; throws when they ended inside a line.
  public mutating func finish() throws(FramingError) {
    if let failure { throw failure }
    guard start == buffer.count else { throw fail(.truncated(line: line)) }
  }

  private mutating func newline() -> Int? {
    let from = searched
    let found = buffer.withUnsafeBytes { bytes -> Int? in
      guard from < bytes.count, let base = bytes.baseAddress else { return nil }
      return memchr(base + from, 0x0a, bytes.count - from).map { $0 - UnsafeMutableRawPointer(mutating: base) }
    }
    searched = found.map { $0 + 1 } ?? buffer.count
    return found
  }

  private mutating func fail(_ error: FramingError) -> FramingError {
    failure = error
    buffer = []
    return error
  }
}
