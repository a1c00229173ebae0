import Testing

@testable import daivi_billing

/// The cost and usage report that is loaded where the user brings none.
@Suite struct SampleReportTests {
  private static let rows = 20_000
  private static let table = Table(SampleReport(rows: rows, seed: 1).csv())

  /// Header and cells of a CSV text whose quoted fields hold no line ends.
  struct Table {
    var header: [String]
    var rows: [[String]]

    init(_ bytes: [UInt8]) {
      let lines = bytes.split(separator: 0x0a).map(Self.cells)
      header = lines.first ?? []
      rows = Array(lines.dropFirst())
    }

    private static func cells(_ line: ArraySlice<UInt8>) -> [String] {
      var cells: [String] = []
      var cell: [UInt8] = []
      var isQuoted = false
      for byte in line {
        switch byte {
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: ",") where !isQuoted:
          cells.append(String(decoding: cell, as: UTF8.self))
          cell = []
        default: cell.append(byte)
        }
      }
      return cells + [String(decoding: cell, as: UTF8.self)]
    }

    func column(_ name: String) -> [String] {
      guard let index = header.firstIndex(of: name) else { return [] }
      return rows.map { $0[index] }
    }
  }

  @Test func itHasAllRowsAndColumns() {
    #expect(Self.table.header.count == 105)
    #expect(Set(Self.table.header).count == 105)
    #expect(Self.table.rows.count == Self.rows)
    #expect(Self.table.rows.allSatisfy { $0.count == 105 })
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherSeedOthers() {
    let first = SampleReport(rows: 500, seed: 1).gzip()
    #expect(SampleReport(rows: 500, seed: 1).gzip() == first)
    #expect(SampleReport(rows: 500, seed: 2).gzip() != first)
  }

  @Test func anAccountBeginsWithZero() {
    let accounts = Set(Self.table.column("bill_payer_account_id") + Self.table.column("line_item_usage_account_id"))
    #expect(accounts.allSatisfy { $0.count == 12 && $0.allSatisfy(\.isNumber) })
    #expect(accounts.contains { $0.hasPrefix("0") })
    #expect(accounts.count > 1)
  }

  @Test func usageEndsAfterItStarts() {
    let starts = Self.table.column("line_item_usage_start_date")
    let ends = Self.table.column("line_item_usage_end_date")
    // Dates of this form compare as text.
    #expect(zip(starts, ends).allSatisfy { $0 < $1 })
    #expect(ends.allSatisfy { $0.hasPrefix("2025-03-") })
  }

  @Test func costIsRateTimesAmount() throws {
    let amounts = Self.table.column("line_item_usage_amount")
    let rates = Self.table.column("line_item_unblended_rate")
    let costs = Self.table.column("line_item_unblended_cost")
    for index in amounts.indices {
      let product = try Self.millionths(amounts[index]) * Self.millionths(rates[index])
      #expect(try Self.scaled(costs[index], 12) == product, "row \(index)")
    }
  }

  @Test func lineItemsAreDistinct() {
    #expect(Set(Self.table.column("identity_line_item_id")).count == Self.rows)
  }

  private static func millionths(_ text: String) throws -> Int64 { try scaled(text, 6) }

  /// A decimal as a whole number of units of ten to the minus `digits`.
  private static func scaled(_ text: String, _ digits: Int) throws -> Int64 {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    try #require(fraction.count <= digits, "\(text)")
    return try #require(Int64(String(parts[0]) + fraction + String(repeating: "0", count: digits - fraction.count)))
  }
}
