/// Turns a message into the bytes of its line.
public enum LineEncoder {
  /// The message and its newline.
  /// - Throws: `FramingError.containsNewline` or `.lineTooLong`, before anything is sent.
  public static func encode(
    _ message: [UInt8], limit: Int = LineDecoder.maximumLength
  ) throws(FramingError) -> [UInt8] {
    try check(message, limit: limit)
    return message + [UInt8(ascii: "\n")]
  }

  static func check(_ message: [UInt8], limit: Int = LineDecoder.maximumLength) throws(FramingError) {
    guard message.count <= limit else { throw .lineTooLong(line: nil, limit: limit) }
    guard !message.contains(UInt8(ascii: "\n")) else { throw .containsNewline }
  }
}
