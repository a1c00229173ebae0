import DaiviModule

/// Opening and closing prices of some thirty tickers at thirteen markets, from a seed: the same rows on every machine.
///
/// Each ticker has a price of its own, which every message moves by at most two in a hundred. Messages are in the order
/// of their time, the first half opening, the second closing.
struct SamplePrices {
  /// Names what `csv()` gives; change it with the rows, so that the sample is sent again.
  static let revision = "sample-prices-1"

  static let columns = ["message_type", "timestamp", "symbol", "market_center", "open_close_indicator", "price"]

  private static let symbols = [
    "AAPL", "ABBV", "ABT", "ACN", "ADBE", "AMD", "AMZN", "AVGO", "BAC", "COST", "CRM", "CSCO", "CVX", "DHR", "GOOGL",
    "HD", "JNJ", "JPM", "KO", "LLY", "MA", "META", "MRK", "MSFT", "NKE", "NVDA", "PEP", "PG", "TMO", "TSLA", "TXN",
    "UNH", "V", "WMT", "XOM",
  ]
  private static let markets = ["Y", "Z", "A", "X", "C", "U", "M", "L", "N", "D", "T", "V", "S"]

  /// The exchange opens at 9:30 and closes at 16:00; messages come for a quarter of an hour after each.
  private static let opening = 34_200
  private static let closing = 57_600
  private static let seconds = 900

  private let rows: Int
  private let seed: UInt64

  init(rows: Int, seed: UInt64) {
    self.rows = rows
    self.seed = seed
  }

  /// Header and rows, comma separated, LF.
  func csv() -> [UInt8] {
    var random = SplitMix64(seed: seed)
    var cents = Self.symbols.map { _ in 500 + random.below(99_500) }
    var lines = [Self.columns.joined(separator: ",")]
    for index in 0..<rows {
      let symbol = random.below(Self.symbols.count)
      let cent = cents[symbol]
      cents[symbol] = max(1, cent + random.below(cent / 25 + 1) - cent / 50)
      let price = SampleDecimal(units: cents[symbol], digits: 2).text
      lines.append(
        "P,\(nanoseconds(index, &random)),\(Self.symbols[symbol]),\(Self.markets[random.below(Self.markets.count)]),"
          + "\(index < rows / 2 ? "O" : "C"),\(price)")
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// Time of day of a message: evenly over the quarter of an hour, with a scatter that keeps the order.
  private func nanoseconds(_ index: Int, _ random: inout SplitMix64) -> Int {
    let half = max(1, rows / 2)
    let (start, place) = index < half ? (Self.opening, index) : (Self.closing, index - half)
    let span = Self.seconds * 1_000_000_000 / (rows - half + 1)
    return start * 1_000_000_000 + place * span + random.below(span)
  }
}
