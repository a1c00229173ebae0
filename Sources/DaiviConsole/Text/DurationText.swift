extension Duration {
  /// Seconds with their fraction.
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }

  /// For people: `0.4 s`, `12 s`, `3 m 05 s`, `1 h 02 m`.
  public var text: String {
    let tenths = Int((inSeconds * 10).rounded())
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10) s" }
    let seconds = Int(inSeconds.rounded())
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) m \(Self.twoDigits(seconds % 60)) s" }
    return "\(seconds / 3600) h \(Self.twoDigits(seconds / 60 % 60)) m"
  }

  /// For something that counts up and must not jump about: `0:07`, `12:34`, `1:02:34`.
  var clockText: String {
    let seconds = Int(inSeconds)
    let tail = "\(Self.twoDigits(seconds % 60))"
    if seconds < 3600 { return "\(seconds / 60):\(tail)" }
    return "\(seconds / 3600):\(Self.twoDigits(seconds / 60 % 60)):\(tail)"
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}
