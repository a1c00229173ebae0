extension Int {
  /// Bytes for people: `812 B`, `4.1 kB`, `943 MB`; a thousand a step.
  public var byteText: String {
    if self < 1000 { return "\(self) B" }
    var value = Double(self)
    var unit = ""
    for next in ["kB", "MB", "GB", "TB"] where value >= 999.5 {
      value /= 1000
      unit = next
    }
    if value >= 99.5 { return "\(Int(value.rounded())) \(unit)" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(unit)"
  }
}
