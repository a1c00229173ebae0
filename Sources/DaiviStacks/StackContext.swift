import DaiviAWS

/// What one operation on a stack works with.
package struct StackContext: Sendable {
  /// Names this attempt; the same after a crash.
  package let token: String
  /// The attempt was made before: ask CloudFormation what became of it.
  package let resume: Bool
  /// Put back what drifted.
  package let repair: Bool
  /// AWS in any region of the account.
  package let aws: AWS
  private let report: @Sendable (String) -> Void

  package init(
    token: String, resume: Bool = false, repair: Bool = false, aws: AWS, report: @escaping @Sendable (String) -> Void
  ) {
    self.token = token
    self.resume = resume
    self.repair = repair
    self.aws = aws
    self.report = report
  }

  /// Tells the user what is going on.
  package func progress(_ message: String) { report(message) }

  /// One look at what CloudFormation works on, which a throttled or lost answer does not end: see `PatientPoll`.
  /// - Parameter hasBegun: false where nothing is known to be under way, so that nobody waits for a service that does
  ///   not answer at all.
  func look<Value>(hasBegun: Bool = true, _ look: () async throws -> Value) async throws -> Value {
    try await PatientPoll.look(silences: hasBegun ? PatientPoll.mostSilences : 0, telling: progress, look)
  }
}
