extension String {
  /// The text on one line and without control characters: what a module or AWS says must never move the cursor,
  /// recolour the terminal or forge a line of the log. Line ends and tabs become blanks, the rest `?`.
  public var onOneLine: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x0D: continue
      case 0x09, 0x0A, 0x0B, 0x0C, 0x85, 0x2028, 0x2029: scalars.append(" ")
      case 0x00...0x1F, 0x7F...0x9F: scalars.append("?")
      // Marks that turn the direction of writing can make text read as what it is not.
      case 0x202A...0x202E, 0x2066...0x2069: scalars.append("?")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
