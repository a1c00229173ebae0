/// One step forward of the ledger's schema. Additive only: a migration adds tables, columns with defaults and indexes;
/// it never drops, renames or gives a column another meaning, so that history stays readable.
struct Migration: Sendable {
  /// The `user_version` of a file after this migration.
  let version: Int
  let sql: String
}
