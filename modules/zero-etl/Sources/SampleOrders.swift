import DaiviModule

/// Equity orders of one day from a seed: the same rows on every machine.
///
/// Limit prices are there exactly where the order's type has one, stop prices likewise.
struct SampleOrders {
  /// Names what `csv()` gives; change it with the rows, so that the sample is sent again.
  static let revision = "sample-orders-1"

  static let columns = [
    "order_id", "timestamp", "account_id", "security_id", "order_type", "side", "quantity", "time_in_force",
    "order_instructions", "execution_instructions", "price", "stop_price",
  ]

  private static let securities = [
    "AAPL", "MSFT", "AMZN", "GOOGL", "META", "TSLA", "NVDA", "JPM", "V", "PG", "UNH", "HD", "BAC", "XOM", "AVGO", "MA",
    "JNJ", "WMT", "CVX", "LLY", "MRK", "KO", "PEP", "ABBV", "COST", "MCD", "CRM", "TMO", "ABT", "ACN", "DHR", "CSCO",
    "NKE", "ADBE", "TXN", "AMD",
  ]
  private static let types = ["MARKET", "LIMIT", "STOP", "STOP_LIMIT"]
  private static let sides = ["BUY", "SELL", "BUY_TO_COVER", "SELL_SHORT"]
  private static let times = ["DAY", "GTC", "IOC", "FOK", "GTD", "AT_THE_OPEN", "AT_THE_CLOSE"]
  private static let instructions = [
    "DISCLOSED_QUANTITY", "MINIMUM_QUANTITY", "ROUTE_TO_EXCHANGE", "ROUTE_TO_MARKET_MAKER", "ROUTE_TO_ECN",
    "PARTICIPATE_DONT_INITIATE", "STANDARD", "HELD", "NOT_HELD",
  ]
  private static let executions = [
    "ALL_OR_NONE", "FILL_OR_KILL", "DO_NOT_INCREASE", "DO_NOT_REDUCE", "STANDARD", "ALLOW_PARTIAL_FILLS",
  ]

  private let rows: Int
  private let seed: UInt64

  init(rows: Int, seed: UInt64) {
    self.rows = rows
    self.seed = seed
  }

  /// Header and rows, comma separated, LF. No value has a comma.
  func csv() -> [UInt8] {
    var random = SplitMix64(seed: seed)
    var lines = [Self.columns.joined(separator: ",")]
    lines.reserveCapacity(rows + 1)
    for index in 0..<rows { lines.append(row(index, &random).joined(separator: ",")) }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func row(_ index: Int, _ random: inout SplitMix64) -> [String] {
    let type = pick(Self.types, &random)
    let quantity = random.below(10) < 8 ? 1 + random.below(1_000) : 1_000 + random.below(9_001)
    return [
      identifier(&random), moment(index), "ACC-\(padded(1 + random.below(1_000), 8))", pick(Self.securities, &random),
      type, pick(Self.sides, &random), String(quantity), pick(Self.times, &random), pick(Self.instructions, &random),
      pick(Self.executions, &random), type.hasSuffix("LIMIT") ? price(&random) : "",
      type.hasPrefix("STOP") ? price(&random) : "",
    ]
  }

  private func price(_ random: inout SplitMix64) -> String { random.decimal(100, 100_000, digits: 2).text }

  private func pick(_ values: [String], _ random: inout SplitMix64) -> String { values[random.below(values.count)] }

  /// A random UUID of version 4.
  private func identifier(_ random: inout SplitMix64) -> String {
    var bytes = (0..<16).map { _ in UInt8(random.below(256)) }
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
  }

  /// Orders come evenly over the day, in the order of the file.
  private func moment(_ index: Int) -> String {
    let milliseconds = index * 86_400_000 / max(1, rows)
    let seconds = milliseconds / 1_000
    return "2025-03-14 \(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))."
      + padded(milliseconds % 1_000, 3)
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
