import CSQLite

/// The SQLite library in use, for `doctor`.
public enum SQLiteVersion {
  /// Such as `3.40.1`.
  public static var text: String { String(cString: sqlite3_libversion()) }

  /// STRICT tables came with 3.37.0.
  public static let needed = "3.37.0"

  public static var isEnough: Bool { sqlite3_libversion_number() >= 3_037_000 }
}
