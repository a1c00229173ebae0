/// The generator SplitMix64 for sample data: small, seeded, the same everywhere.
public struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number from 0 up to, not including, `limit`.
  public mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  /// Lower-case letters and digits.
  public mutating func text(_ count: Int) -> String { text(count, of: "abcdefghijklmnopqrstuvwxyz0123456789") }

  /// Characters of an alphabet of ASCII letters.
  public mutating func text(_ count: Int, of alphabet: StaticString) -> String {
    // Straight into the string's storage: samples have millions of these.
    let (letters, size) = (alphabet.utf8Start, alphabet.utf8CodeUnitCount)
    return String(unsafeUninitializedCapacity: count) { buffer in
      var index = 0
      while index < count {
        buffer[index] = letters[below(size)]
        index += 1
      }
      return count
    }
  }

  /// A decimal between two counts of its last digit.
  public mutating func decimal(_ low: Int, _ high: Int, digits: Int) -> SampleDecimal {
    SampleDecimal(units: low + below(high - low + 1), digits: digits)
  }
}
