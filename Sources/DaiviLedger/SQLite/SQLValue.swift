/// A value as SQLite stores it in the ledger's STRICT tables: text, 64-bit integers and NULL are all it needs.
enum SQLValue: Equatable, Sendable {
  case null
  case integer(Int64)
  case text(String)
}

/// What can be passed as an argument of a statement.
protocol SQLConvertible {
  var sqlValue: SQLValue { get }
}

extension SQLValue: SQLConvertible {
  var sqlValue: SQLValue { self }
}

extension String: SQLConvertible {
  var sqlValue: SQLValue { .text(self) }
}

extension Int64: SQLConvertible {
  var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLConvertible {
  var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
  var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

extension SQLConvertible where Self: RawRepresentable, RawValue: SQLConvertible {
  var sqlValue: SQLValue { rawValue.sqlValue }
}
