/// The few string operations that FoundationEssentials lacks.
extension StringProtocol {
  /// Without spaces, tabs and line ends at both ends.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }

  /// With the first character in upper case: Swift property to AWS member name.
  var capitalizedFirst: String {
    prefix(1).uppercased() + dropFirst()
  }

  /// With the first character in lower case: AWS member name to Swift property.
  var uncapitalizedFirst: String {
    prefix(1).lowercased() + dropFirst()
  }
}

extension Duration {
  /// Whole milliseconds, rounded towards zero.
  var milliseconds: Int {
    Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
  }
}

extension Duration {
  /// Seconds as a fraction.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
