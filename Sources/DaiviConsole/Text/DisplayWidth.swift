extension String {
  /// Columns the text takes on a terminal: two for wide East Asian characters and emoji, none for combining marks.
  public var displayWidth: Int {
    let bytes = utf8
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.count }
    return reduce(0) { $0 + $1.displayWidth }
  }

  /// The text in at most `width` columns, its end replaced by `…` (or `~` without Unicode) when it is longer.
  public func truncated(to width: Int, mark: Character = "…") -> String {
    if displayWidth <= width { return self }
    if width <= 0 { return "" }
    var result = ""
    var used = 0
    for character in self {
      let next = character.displayWidth
      if used + next > width - 1 { break }
      result.append(character)
      used += next
    }
    result.append(mark)
    return result
  }

  /// The text filled up with blanks to `width` columns; longer text stays as it is.
  public func padded(to width: Int, onLeft: Bool = false) -> String {
    let blanks = String(repeating: " ", count: Swift.max(0, width - displayWidth))
    return onLeft ? blanks + self : self + blanks
  }
}

extension Character {
  /// Columns of one user-perceived character: that of its widest scalar.
  var displayWidth: Int {
    var width = 0
    for scalar in unicodeScalars { width = max(width, scalar.displayWidth) }
    // U+FE0F asks for the emoji form of what is otherwise narrow.
    return unicodeScalars.contains { $0.value == 0xFE0F } && width > 0 ? 2 : width
  }
}

extension Unicode.Scalar {
  /// Source: Unicode Standard Annex 11, the blocks whose East_Asian_Width is W or F.
  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return properties.isEmojiPresentation ? 2 : 1
    }
  }
}
