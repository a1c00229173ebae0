/// As much of a terminal as the live tree uses: shows what a person would see after some output.
struct FakeScreen {
  private(set) var lines: [String] = [""]
  private var row = 0
  private var column = 0

  /// Takes text with line ends, carriage returns, `ESC[nA`, `ESC[J`, `ESC[K` and colours; anything else is a mistake.
  mutating func write(_ text: String) {
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\n":
        row += 1
        column = 0
        if row == lines.count { lines.append("") }
      case "\r": column = 0
      case "\u{1B}": escape(&rest)
      default: put(Character(scalar))
      }
    }
  }

  private mutating func escape(_ rest: inout Substring.UnicodeScalarView) {
    precondition(rest.popFirst() == "[", "only control sequences are used")
    var number = ""
    while let scalar = rest.popFirst() {
      if ("0"..."9").contains(scalar) || scalar == ";" {
        number.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "A":
        row -= Int(number) ?? 1
        precondition(row >= 0, "moved above the first line")
      case "J":
        lines[row] = String(lines[row].prefix(column))
        lines.removeSubrange((row + 1)...)
      case "K": lines[row] = String(lines[row].prefix(column))
      case "m": break
      default: preconditionFailure("ESC[\(number)\(scalar) is not known")
      }
      return
    }
  }

  private mutating func put(_ character: Character) {
    var line = Array(lines[row])
    while line.count < column { line.append(" ") }
    if column < line.count { line[column] = character } else { line.append(character) }
    lines[row] = String(line)
    column += 1
  }

  /// The lines without the empty one the cursor rests on.
  var shown: [String] { lines.last == "" ? lines.dropLast() : lines }
  var cursorRestsBelow: Bool { row == lines.count - 1 && column == 0 && lines[row].isEmpty }
}
