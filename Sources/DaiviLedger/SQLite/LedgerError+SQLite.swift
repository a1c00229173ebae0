import CSQLite

extension LedgerError {
  init(_ error: SQLiteError, path: String) {
    self =
      switch error.primaryCode {
      case SQLITE_BUSY, SQLITE_LOCKED: .busy(path: path)
      case SQLITE_CANTOPEN, SQLITE_AUTH: .unreadable(path: path, why: error.message)
      case SQLITE_CORRUPT, SQLITE_NOTADB: .unreadable(path: path, why: error.message)
      case SQLITE_FULL: .full(path: path)
      case SQLITE_PERM, SQLITE_READONLY: .notWritable(path: path, why: error.message)
      default: .failed(path: path, what: error.description)
      }
  }
}
