/// A decimal number as a count of its last digit: 12345 of three digits is 12.345.
public struct SampleDecimal {
  public var units: Int
  public var digits: Int

  public init(units: Int, digits: Int) {
    self.units = units
    self.digits = digits
  }

  /// As people write it, with its zeros: 12.340.
  public var text: String {
    let all = String(units)
    let padded = String(repeating: "0", count: max(0, digits + 1 - all.count)) + all
    return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
  }
}
