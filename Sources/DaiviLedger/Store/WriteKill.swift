import Glibc

/// For tests only: this process ends itself with SIGKILL at a chosen commit of the ledger, as a power failure would end
/// it, so that a suite can look at what the next run makes of every moment.
///
/// `DAIVI_TEST_KILL_AT_WRITE=n` ends it right after the n-th commit is on the disk and before anybody learns of it;
/// `DAIVI_TEST_KILL_BEFORE_WRITE=n` right before. Counted from 1 for each ledger that the process opens to write.
/// Without the variables nothing is counted.
struct WriteKill: Sendable {
  private let after: Int?
  private let before: Int?

  /// What the environment of this process asks for; nil: nothing, as always outside tests.
  static let asked: WriteKill? = {
    let kill = WriteKill(after: number("DAIVI_TEST_KILL_AT_WRITE"), before: number("DAIVI_TEST_KILL_BEFORE_WRITE"))
    return kill.after == nil && kill.before == nil ? nil : kill
  }()

  /// Called with everything of the commit written and nothing committed.
  func before(_ commit: Int) { if commit == before { Self.end() } }

  func after(_ commit: Int) { if commit == after { Self.end() } }

  private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }

  private static func end() { kill(getpid(), SIGKILL) }
}
