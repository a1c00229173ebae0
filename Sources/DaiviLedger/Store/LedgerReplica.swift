/// The authoritative copy of a ledger that lies elsewhere, when there is one: what is in it counts, the file here is a
/// cache of it.
///
/// The ledger calls these from its own queue, in order; it knows nothing of where the copy lies.
public protocol LedgerReplica: Sendable {
  /// Called before every read and write. Throws once this process may not go on (its hold on the copy is lost).
  func check() throws

  /// A text that names the next accepted state, different each time; recorded in the very transaction it is for.
  func nextMark() -> String

  /// Brings the copy to the committed state; the writes of that commit return only after this does.
  /// - Parameters:
  ///   - image: the whole ledger as a SQLite file.
  ///   - mark: the text `nextMark` gave for it, which the image holds.
  /// - Throws: when the copy did not take it. Then `check` throws from now on.
  func accept(_ image: [UInt8], mark: String) async throws
}
