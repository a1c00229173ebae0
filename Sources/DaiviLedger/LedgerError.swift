/// Why the ledger could not be used; each description is one line that says what, where and what to do next.
public enum LedgerError: Error, Equatable, Sendable {
  /// There is no ledger yet: nothing was deployed from here.
  case absent(path: String)
  /// The attempt has its outcome already, or was never recorded.
  case attemptClosed(AttemptID)
  /// A step has an intent without an outcome; a second one would make it impossible to say what became of the first.
  case attemptOpen(AttemptID, module: String, target: String, step: String)
  /// Another process kept the write lock longer than the busy timeout of 5 s.
  case busy(path: String)
  /// Anything else SQLite refused; the text has the statement without its arguments.
  case failed(path: String, what: String)
  /// The disk is full; nothing of the refused write is in the file.
  case full(path: String)
  /// Written by a newer DAIVI.
  case newer(found: Int, known: Int, path: String)
  /// The ledger is shared and this process lost its hold on the shared copy, or could not use it.
  case notShared(why: String)
  /// The directory or file cannot be made or written.
  case notWritable(path: String, why: String)
  /// Written by an older DAIVI and opened by what must not migrate (a module, a reader).
  case older(found: Int, known: Int, path: String)
  /// Corrupt, or some other file.
  case unreadable(path: String, why: String)
}

extension LedgerError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .absent(let path):
      "there is no ledger at \(path): nothing was deployed from here yet; run `daivi-host deploy`"
    case .attemptClosed(let id):
      "attempt \(id.rawValue) is not open, so no outcome can be recorded for it; this is a defect, please report it"
    case .attemptOpen(let id, let module, let target, let step):
      "step \(module)/\(target)/\(step) has an open attempt (\(id.rawValue)); find out what became of it first"
    case .busy(let path):
      "the ledger \(path) stayed locked by another process for 5 s; see who uses it (`fuser \(path)`) and try again"
    case .failed(let path, let what):
      "the ledger \(path) could not be used: \(what)"
    case .full(let path):
      "no space left for the ledger \(path): free disk space and run the same command again"
    case .newer(let found, let known, let path):
      "the ledger \(path) has schema \(found), this DAIVI knows up to \(known): "
        + "update DAIVI to the version that wrote it"
    case .notShared(let why): why
    case .notWritable(let path, let why):
      "the ledger \(path) cannot be written (\(why)): check the owner and permissions of its directory"
    case .older(let found, let known, let path):
      "the ledger \(path) has schema \(found), this program needs \(known): "
        + "run `daivi-host deploy` of that release once; only the host upgrades it"
    case .unreadable(let path, let why):
      "the ledger \(path) cannot be read (\(why)): restore a copy, or move it away and deploy again, "
        + "which adopts what carries the environment's tags"
    }
  }
}

extension LedgerError {
  /// What a failure of SQLite means to a user.
  static func translating(_ error: any Error, path: String) -> any Error {
    guard let error = error as? SQLiteError else { return error }
    return LedgerError(error, path: path)
  }
}
