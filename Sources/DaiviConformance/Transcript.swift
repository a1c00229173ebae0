/// One conversation between a host and a module, as a file of docs/conformance says it; its README describes the form.
public struct Transcript: Sendable {
  enum Line: Sendable, Hashable {
    /// The host sends this text, once its placeholders are filled in.
    case send(String)
    /// The module's next message fits this pattern.
    case expect(String)
    /// Anything else, by its words.
    case command([String])
  }

  /// The file's name without its ending, such as `08-bad-json`.
  public let name: String
  /// What must be true, in a line.
  public let title: String
  let lines: [Line]

  /// Throws `TranscriptFault` when the text is no transcript.
  init(name: String, text: String) throws(TranscriptFault) {
    self.name = name
    var title = ""
    var lines: [Line] = []
    for (number, line) in text.split(separator: "\n").enumerated() {
      let rest = String(line.dropFirst(2))
      switch line.first {
      case "#" where title.isEmpty: title = rest
      case "#": break
      case ">": lines.append(.send(rest))
      case "<": lines.append(.expect(rest))
      case "!": lines.append(.command(rest.split(separator: " ", maxSplits: 1).map(String.init)))
      default: throw TranscriptFault(description: "\(name), line \(number + 1): '\(line)' is no line of a transcript")
      }
    }
    self.title = title
    self.lines = lines
  }

  func needs(_ what: String) -> Bool { lines.contains(.command(["needs", what])) }

  /// Those of docs/conformance, which this binary carries, in order.
  public static func shipped() throws -> [Transcript] {
    try EmbeddedFiles.all.sorted { $0.key < $1.key }.map { name, text in
      try Transcript(name: String(name.dropLast(".transcript".count)), text: text)
    }
  }
}

/// A transcript that cannot be read or followed: a mistake in the file, not in a module.
struct TranscriptFault: Error, CustomStringConvertible {
  var description: String
}
