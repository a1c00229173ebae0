import DaiviSystem

/// A ledger file seen as this machine's copy of a shared ledger: what whoever keeps the shared one needs to do with it
/// before it is opened. All methods throw `LedgerError` and expect the caller to hold the deploy lock.
public struct LedgerCache: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  public var exists: Bool { Files.exists(path) }

  /// Name of the state this copy has; nil when there is no file or it was never shared.
  public func mark() throws -> String? {
    guard exists else { return nil }
    return try with(LedgerMark.read)
  }

  /// Whether anything was ever deployed with this file.
  public func isUsed() throws -> Bool {
    guard exists else { return false }
    return try with { try $0.number("SELECT count(*) FROM deployment") > 0 }
  }

  /// Makes the file where there is none and returns it whole, its state under a name. The file itself does not bear the
  /// name: it is this machine's own until the shared ledger is that state, which `name` then says.
  public func image(named mark: String) throws -> [UInt8] {
    try create()
    return try with { database in
      let copy = try Database(path: ":memory:", readOnly: false)
      try copy.replaceContent(with: database.image()) { try LedgerMark.write(mark, $0) }
      return try copy.image()
    }
  }

  /// Gives the file's state the name under which the shared ledger has it.
  public func name(_ mark: String) throws {
    try with { database in try database.transaction { try LedgerMark.write(mark, database) } }
  }

  /// Replaces what is here by an image of the shared ledger. This machine's own settings of the environment stay.
  /// - Throws: `LedgerError.newer` or `.unreadable` when the image is not for this version; then nothing changed.
  public func replace(with image: [UInt8], from origin: String) throws {
    try create()
    try with { database in
      let own = try database.row("SELECT value FROM setting WHERE key = 'environment'") { $0.text(0) }
      do {
        try database.replaceContent(with: image) { incoming in
          try Schema.current.checkKind(incoming, path: origin)
          if let own {
            try incoming.run("INSERT OR REPLACE INTO setting (key, value) VALUES ('environment', ?)", own)
          }
        }
      } catch let error as SQLiteError {
        throw LedgerError(error, path: origin)
      }
    }
  }

  /// Writes a copy of the file as it is to another path, where nothing is overwritten.
  public func copy(to other: String) throws {
    let image = try with { try $0.image() }
    guard !Files.exists(other) else { return }
    do {
      try Files.writeAtomically(image, to: other, mode: 0o600)
    } catch {
      throw LedgerError.notWritable(path: other, why: error.description)
    }
  }

  private func create() throws {
    if !exists { try LedgerFile.create(path, schema: .current) }
  }

  private func with<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do {
      let database = try Database(path: path, readOnly: false)
      try database.script("PRAGMA synchronous = FULL")
      try Schema.current.checkKind(database, path: path)
      return try body(database)
    } catch {
      throw LedgerError.translating(error, path: path)
    }
  }
}
