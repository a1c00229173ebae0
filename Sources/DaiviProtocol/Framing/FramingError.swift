/// What cannot be a line of the protocol. Lines are counted from 1, in the direction they travel.
public enum FramingError: Error, Hashable, Sendable {
  /// A message to send holds a newline, so it would arrive as two lines.
  case containsNewline
  /// Longer than `limit` bytes. Received: the connection is over. To send: the message is refused, nothing else.
  case lineTooLong(line: Int?, limit: Int)
  case notUTF8(line: Int)
  /// The other side closed before the line's newline.
  case truncated(line: Int)
}

extension FramingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .containsNewline:
      "the message holds a newline; a message is one line of JSON"
    case .lineTooLong(let line?, let limit):
      "line \(line) is longer than \(limit) bytes; large data belongs in a file or a bucket, not in a message"
    case .lineTooLong(nil, let limit):
      "the message is longer than \(limit) bytes; large data belongs in a file or a bucket, not in a message"
    case .notUTF8(let line):
      "line \(line) is not UTF-8; messages are JSON in UTF-8, and the program's own output belongs on stderr"
    case .truncated(let line):
      "the connection ended in the middle of line \(line)"
    }
  }
}
