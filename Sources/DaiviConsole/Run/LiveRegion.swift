/// The lines at the bottom of a terminal that change in place. Makes the text that turns what is shown into what
/// should be, touching only lines that differ.
///
/// The cursor is never hidden and always rests at the start of the line below the region: however the process ends,
/// SIGKILL included, the terminal is in order and the shell's prompt comes after the last line.
struct LiveRegion {
  private var shown: [String] = []
  private var columns = 0

  /// `above` scroll up for good, `lines` are the region from now on. Empty when nothing would change.
  mutating func update(above: String, lines: [String], columns now: Int) -> String {
    if above.isEmpty && lines == shown && columns == now { return "" }
    defer {
      shown = lines
      columns = now
    }
    if above.isEmpty && lines.count == shown.count && columns == now { return changedLines(lines) }
    var text = rowsShown(now) > 0 ? "\u{1B}[\(rowsShown(now))A\r" : "\r"
    text += "\u{1B}[J" + above
    for line in lines { text += line + "\n" }
    return text
  }

  private func changedLines(_ lines: [String]) -> String {
    guard let first = zip(lines, shown).enumerated().first(where: { $1.0 != $1.1 })?.offset else { return "" }
    var text = "\u{1B}[\(lines.count - first)A\r"
    for index in first..<lines.count {
      text += lines[index] == shown[index] ? "\n" : "\(lines[index])\u{1B}[K\n"
    }
    return text
  }

  /// A window made narrower wraps what it shows.
  private func rowsShown(_ columns: Int) -> Int {
    if columns >= self.columns { return shown.count }
    return shown.reduce(0) { $0 + max(1, ($1.withoutStyle.displayWidth + columns - 1) / max(1, columns)) }
  }
}

extension String {
  /// Without the colours that `Paint` puts in.
  var withoutStyle: String {
    var result = ""
    var inside = false
    for scalar in unicodeScalars {
      if scalar.value == 0x1B { inside = true }
      if !inside { result.unicodeScalars.append(scalar) }
      if inside && scalar == "m" { inside = false }
    }
    return result
  }
}
