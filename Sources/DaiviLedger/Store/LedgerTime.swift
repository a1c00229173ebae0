import DaiviSystem
import FoundationEssentials

/// Times in the ledger: whole milliseconds, so that what is read back equals what was written.
enum LedgerTime {
  /// The formatter cuts off what is below a millisecond and a `Date` is binary: the middle of the millisecond is safe.
  static func text(_ date: Date) -> String {
    let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
    return Timestamp.text(Date(timeIntervalSince1970: (milliseconds + 0.5) / 1000))
  }

  static func date(_ text: String) -> Date? {
    Timestamp.date(text).map { Date(timeIntervalSince1970: ($0.timeIntervalSince1970 * 1000).rounded() / 1000) }
  }
}

extension Row {
  func date(_ column: Int32) throws -> Date {
    guard let date = LedgerTime.date(text(column)) else { throw damaged(column) }
    return date
  }

  func optionalDate(_ column: Int32) throws -> Date? { isNull(column) ? nil : try date(column) }
}
