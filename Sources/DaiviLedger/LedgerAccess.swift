/// What the opener of a ledger may do with it.
public enum LedgerAccess: Sendable {
  /// The host: creates the file where it is missing, migrates an older one, writes.
  case deploy
  /// A module run standalone: writes, never creates nor migrates.
  case module
  /// Reports: reads only.
  case read
}
