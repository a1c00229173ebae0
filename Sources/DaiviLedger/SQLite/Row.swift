import CSQLite

/// The current row of a running statement; valid only inside the closure that receives it.
struct Row {
  let statement: OpaquePointer

  func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func double(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

  func text(_ column: Int32) -> String { optionalText(column) ?? "" }

  func optionalInt(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) }

  func optionalText(_ column: Int32) -> String? {
    guard let bytes = sqlite3_column_text(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

  /// A word of a closed vocabulary; anything else in the file is damage and is said, not guessed.
  func word<Word: RawRepresentable>(_ column: Int32, as type: Word.Type = Word.self) throws -> Word
  where Word.RawValue == String {
    let raw = text(column)
    guard let word = Word(rawValue: raw) else { throw damaged(column) }
    return word
  }

  func optionalWord<Word: RawRepresentable>(_ column: Int32, as type: Word.Type = Word.self) throws -> Word?
  where Word.RawValue == String {
    isNull(column) ? nil : try word(column)
  }

  /// The error for a value that no version of the ledger writes.
  func damaged(_ column: Int32) -> SQLiteError {
    let name = sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "column \(column)"
    return SQLiteError(code: SQLITE_CORRUPT, message: "\(name) holds an unknown value", statement: "")
  }
}
