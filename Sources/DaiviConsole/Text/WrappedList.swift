/// Words separated by commas over as many lines as they need; no word is broken.
struct WrappedList {
  var items: [String]
  /// Begins the first line.
  var first: String
  /// Blanks before the others.
  var indent: Int

  init(_ items: [String], first: String, indent: Int) {
    self.items = items
    self.first = first
    self.indent = indent
  }

  func lines(width: Int) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for (index, item) in items.enumerated() {
      let word = index == items.count - 1 ? item : item + ","
      if !isEmpty && line.displayWidth + 1 + word.displayWidth > width {
        lines.append(line)
        line = String(repeating: " ", count: indent)
        isEmpty = true
      }
      line += isEmpty ? word : " " + word
      isEmpty = false
    }
    return lines + [line]
  }
}

extension Terminal {
  /// Where lists are wrapped: the terminal's width, or what reads well in a file.
  var lineWidth: Int { isTerminal ? max(40, size.columns) : 110 }
}
