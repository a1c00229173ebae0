/// The lines of a YAML text, changed in place: what is not touched stays byte for byte, comments and line ends too.
///
/// Positions are those of `YAMLMark`: lines and columns from 1, columns in Unicode scalars.
struct YAMLLines {
  /// Lines without their `\n`; a text that ends with one has an empty last line.
  private(set) var lines: [[Unicode.Scalar]]

  init(_ text: String) {
    lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
  }

  var text: String {
    var all = String.UnicodeScalarView()
    for (index, line) in lines.enumerated() {
      if index > 0 { all.append("\n") }
      all.append(contentsOf: line)
    }
    return String(all)
  }

  /// What the file's lines end with.
  private var carriageReturn: String { lines.first?.last == "\r" ? "\r" : "" }

  /// Replaces the scalar that begins at a position and ends on the same line; a comment after it stays.
  mutating func replaceScalar(line: Int, column: Int, with value: String) {
    guard lines.indices.contains(line - 1), column <= lines[line - 1].count + 1 else { return }
    let content = lines[line - 1]
    let start = column - 1
    // A key without a value: the position is that of the colon's end.
    let blank = start > 0 && start <= content.count && content[start - 1] == ":" ? " " : ""
    lines[line - 1].replaceSubrange(
      start..<Self.end(of: content, from: start), with: Array((blank + value).unicodeScalars))
  }

  /// Puts new lines after line number `line`; 0 puts them first.
  mutating func insert(_ new: [String], after line: Int) {
    let end = carriageReturn
    lines.insert(contentsOf: new.map { Array(($0 + end).unicodeScalars) }, at: min(line, lines.count))
  }

  mutating func remove(line: Int) {
    if lines.indices.contains(line - 1) { lines.remove(at: line - 1) }
  }

  /// Cuts everything of a line after the `:` that follows a key, comments excepted.
  mutating func emptyValue(line: Int, keyColumn: Int) {
    guard lines.indices.contains(line - 1) else { return }
    let content = lines[line - 1]
    guard let colon = content[min(keyColumn - 1, content.count)...].firstIndex(of: ":") else { return }
    var start = colon + 1
    while start < content.count, content[start] == " " { start += 1 }
    let end = Self.end(of: content, from: start)
    if end > start { lines[line - 1].removeSubrange(colon + 1..<end) }
  }

  /// The last line before `line` that is neither blank nor only a comment at the margin.
  func lastContent(before line: Int) -> Int {
    var candidate = min(line - 1, lines.count)
    while candidate > 0 {
      let content = lines[candidate - 1]
      let first = content.first { $0 != " " && $0 != "\r" }
      if first != nil && content.first != "#" { break }
      candidate -= 1
    }
    return candidate
  }

  var count: Int { lines.count }

  /// Where the scalar at `start` ends: at its closing quote, or before a comment or the end of the line.
  private static func end(of line: [Unicode.Scalar], from start: Int) -> Int {
    guard start < line.count else { return line.count }
    let quote = line[start]
    if quote == "\"" || quote == "'" {
      var index = start + 1
      while index < line.count {
        if quote == "\"" && line[index] == "\\" {
          index += 2
        } else if line[index] == quote {
          if quote == "'" && index + 1 < line.count && line[index + 1] == quote {
            index += 2
          } else {
            return index + 1
          }
        } else {
          index += 1
        }
      }
      return line.count
    }
    var end = start
    var index = start
    while index < line.count, line[index] != "\r" {
      if line[index] == "#", index > start, line[index - 1] == " " { break }
      index += 1
      if line[index - 1] != " " { end = index }
    }
    return end
  }
}
