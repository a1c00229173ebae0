/// A decimal number as a count of its last digit: 12345 of three digits is 12.345.
public struct SampleDecimal {
  public var units: Int
  public var digits: Int

  public init(units: Int, digits: Int) {
    self.units = units
    self.digits = digits
  }

  private static let powers = (0...18).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

  /// As people write it, with its zeros: 12.340.
  public var text: String {
    let scale = Self.powers[digits]
    let fraction = String(units % scale)
    return "\(units / scale).\(String(repeating: "0", count: digits - fraction.utf8.count))\(fraction)"
  }
}
