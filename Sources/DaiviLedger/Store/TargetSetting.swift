import FoundationEssentials

/// Facts about targets that have no table: rows of `setting`, each with its value in JSON. A key is the fact's name, the
/// epoch and what the fact is about, so that nothing of another place is ever returned as the present.
enum TargetSetting: String {
  /// A `LeftStep` for each step that upgrades dropped.
  case left
  /// The `TargetLook` of a target.
  case looked
  /// The `TargetSteps` of a target.
  case steps

  /// The present values, in the order of their keys. Throws for one that no version of the ledger writes.
  func all<Value: Decodable>(_ database: Database) throws -> [Value] {
    let prefix = try prefix(database)
    return try database.rows(
      "SELECT value FROM setting WHERE substr(key, 1, length(?)) = ? ORDER BY key", prefix, prefix
    ) { row in
      guard let value = try? JSONDecoder().decode(Value.self, from: Data(row.text(0).utf8)) else {
        throw row.damaged(0)
      }
      return value
    }
  }

  /// Replaces the value of a target, or of one of its steps.
  func put(
    _ value: some Encodable, module: String, target: String, step: String? = nil, _ database: Database
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let key = try prefix(database) + "\(module)/\(target)" + (step.map { "/\($0)" } ?? "")
    try database.run(
      "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", key,
      String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Removes what there is of a target and of its steps.
  func remove(module: String, target: String, _ database: Database) throws {
    let key = try prefix(database) + "\(module)/\(target)"
    try database.run(
      "DELETE FROM setting WHERE key = ? OR substr(key, 1, length(?)) = ?", key, key + "/", key + "/")
  }

  private func prefix(_ database: Database) throws -> String {
    "\(rawValue)/\(try database.number("SELECT epoch FROM current"))/"
  }
}
