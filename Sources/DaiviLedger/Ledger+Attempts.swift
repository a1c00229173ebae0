extension Ledger {
  /// Records what is about to be done; durable on return. Only then may the step be sent.
  /// - Parameter superseding: the open attempt that the new one replaces, once its fate is known or given up.
  /// - Throws: `LedgerError.attemptOpen` when the step has another open attempt.
  public func recordIntent(_ intent: StepIntent, superseding: AttemptID? = nil) async throws -> AttemptID {
    let now = now()
    return try await worker.write { database in
      if let superseding {
        try database.run(
          "UPDATE attempt SET outcome = 'superseded', finished_at = ? WHERE id = ? AND outcome IS NULL",
          now, superseding.rawValue)
      }
      if let open = try Self.openAttempt(intent.module, intent.target, intent.step, database) {
        throw LedgerError.attemptOpen(open.id, module: intent.module, target: intent.target, step: intent.step)
      }
      try database.run(
        """
        INSERT INTO attempt
          (epoch, deployment, module, target, step, action, token, fingerprint, inputs, started_at)
        VALUES ((SELECT epoch FROM current), ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        intent.deployment.rawValue, intent.module, intent.target, intent.step, intent.action.rawValue, intent.token,
        intent.fingerprint, intent.inputs, now)
      return AttemptID(rawValue: database.lastInsertID)
    }
  }

  /// Closes an attempt and, in the same transaction, keeps what follows from it: a success replaces the step's outputs
  /// (a destroyed step has none) and clears its recorded checks.
  /// - Throws: `LedgerError.attemptClosed` when it has an outcome already.
  public func recordOutcome(_ attempt: AttemptID, _ ending: StepEnding) async throws {
    let now = now()
    try await worker.write { database in
      try database.run(
        """
        UPDATE attempt SET outcome = ?, finished_at = ?, detail = ?, error = ?, resources = ?
        WHERE id = ? AND outcome IS NULL
        """,
        ending.outcome.rawValue, now, ending.detail, ending.error, ending.resources, attempt.rawValue)
      guard database.changes == 1 else { throw LedgerError.attemptClosed(attempt) }
      guard ending.outcome == .succeeded else { return }
      try Self.clear("output", ofStepOf: attempt, database)
      try Self.clear("check_result", ofStepOf: attempt, database)
      let offers = try database.row("SELECT action FROM attempt WHERE id = ?", attempt.rawValue) { $0.text(0) }
      guard offers == StepAction.apply.rawValue else { return }
      for (name, value) in ending.outputs {
        try database.run(
          """
          INSERT INTO output (epoch, module, target, step, name, value, attempt)
          SELECT epoch, module, target, step, ?, ?, id FROM attempt WHERE id = ?
          """,
          name, value, attempt.rawValue)
      }
    }
  }

  /// The intent without an outcome that an interrupted run left; its token is the one to ask about.
  public func openAttempt(module: String, target: String, step: String) async throws -> StepAttempt? {
    try await worker.read { try Self.openAttempt(module, target, step, $0) }
  }

  /// All open attempts, oldest first.
  public func openAttempts() async throws -> [StepAttempt] {
    try await worker.read { database in
      try database.rows(
        Self.attemptColumns + " WHERE epoch = (SELECT epoch FROM current) AND outcome IS NULL ORDER BY id",
        map: StepAttempt.init)
    }
  }

  /// The latest attempt of a step, open or not.
  public func lastAttempt(module: String, target: String, step: String) async throws -> StepAttempt? {
    try await worker.read { database in
      try database.row(
        Self.attemptColumns + Self.ofStep + " ORDER BY id DESC LIMIT 1", module, target, step, map: StepAttempt.init)
    }
  }

  /// The latest attempt of every step that a target ever had, in their order.
  public func lastAttempts(module: String, target: String) async throws -> [StepAttempt] {
    try await worker.read { database in
      try database.rows(
        Self.attemptColumns + """
           WHERE id IN (
            SELECT max(id) FROM attempt
            WHERE epoch = (SELECT epoch FROM current) AND module = ? AND target = ? GROUP BY step)
          ORDER BY id
          """, module, target, map: StepAttempt.init)
    }
  }

  /// The latest success of each target that is deployed, whichever of its steps it was.
  public func targetSuccesses() async throws -> [TargetSuccess] {
    try await worker.read { database in
      try database.rows(
        """
        SELECT module, target, max(id) FROM attempt JOIN target_state USING (epoch, module, target)
        WHERE epoch = (SELECT epoch FROM current) AND action = 'apply' AND outcome = 'succeeded'
        GROUP BY module, target
        """
      ) { TargetSuccess(module: $0.text(0), target: $0.text(1), attempt: AttemptID(rawValue: $0.int(2))) }
    }
  }

  /// The latest success of every step of the targets that are deployed, by module and target.
  public func latestSuccesses() async throws -> [StepAttempt] {
    try await worker.read { database in
      try database.rows(
        Self.attemptColumns + """
           WHERE id IN (
            SELECT max(id) FROM attempt JOIN target_state USING (epoch, module, target)
            WHERE epoch = (SELECT epoch FROM current) AND action = 'apply' AND outcome = 'succeeded'
            GROUP BY module, target, step)
          ORDER BY module, target, id
          """, map: StepAttempt.init)
    }
  }

  /// How long each target took when its steps last ran to their end, added up, in seconds. It answers for older
  /// identities too: a target takes as long in a new account.
  public func targetDurations() async throws -> [TargetDuration] {
    try await worker.read { database in
      try database.rows(
        """
        SELECT module, target, sum(seconds) FROM (
          SELECT module, target, max(id),
            (julianday(finished_at) - julianday(started_at)) * 86400 AS seconds
          FROM attempt WHERE action = 'apply' AND outcome = 'succeeded' GROUP BY module, target, step)
        GROUP BY module, target
        """
      ) { TargetDuration(module: $0.text(0), target: $0.text(1), seconds: $0.double(2)) }
    }
  }

  /// The attempts of a deployment in order. This is history: it answers for older identities too.
  public func attempts(_ deployment: DeploymentID) async throws -> [StepAttempt] {
    try await worker.read { database in
      try database.rows(
        Self.attemptColumns + " WHERE deployment = ? ORDER BY id", deployment.rawValue, map: StepAttempt.init)
    }
  }

  private static func openAttempt(
    _ module: String, _ target: String, _ step: String, _ database: Database
  ) throws -> StepAttempt? {
    try database.row(
      attemptColumns + ofStep + " AND outcome IS NULL", module, target, step, map: StepAttempt.init)
  }

  private static let attemptColumns = """
    SELECT id, deployment, module, target, step, action, token, fingerprint, inputs, started_at, outcome, finished_at,
      detail, error, resources
    FROM attempt
    """

  private static let ofStep = " WHERE epoch = (SELECT epoch FROM current) AND module = ? AND target = ? AND step = ?"

  private static func clear(_ table: String, ofStepOf attempt: AttemptID, _ database: Database) throws {
    try database.run(
      """
      DELETE FROM \(table) WHERE (epoch, module, target, step) =
        (SELECT epoch, module, target, step FROM attempt WHERE id = ?)
      """,
      attempt.rawValue)
  }
}

extension StepAttempt {
  init(_ row: Row) throws {
    try self.init(
      id: AttemptID(rawValue: row.int(0)),
      intent: StepIntent(
        deployment: DeploymentID(rawValue: row.int(1)), module: row.text(2), target: row.text(3), step: row.text(4),
        action: row.word(5), token: row.text(6), fingerprint: row.text(7), inputs: row.text(8)),
      startedAt: row.date(9), outcome: row.optionalWord(10), finishedAt: row.optionalDate(11),
      detail: row.optionalText(12), error: row.optionalText(13), resources: row.optionalText(14))
  }
}
