import FoundationEssentials

extension Ledger {
  /// Replaces what is recorded of a step's checks. It stands until they are recorded anew or the step succeeds again.
  /// - Parameter at: when they were made; now, unless said otherwise.
  public func recordChecks(
    module: String, target: String, step: String, _ findings: [CheckFinding], at: Date? = nil
  ) async throws {
    let time = at.map(LedgerTime.text) ?? now()
    try await worker.write { database in
      try database.run(
        """
        DELETE FROM check_result
        WHERE epoch = (SELECT epoch FROM current) AND module = ? AND target = ? AND step = ?
        """,
        module, target, step)
      for finding in findings {
        try database.run(
          """
          INSERT OR REPLACE INTO check_result
            (epoch, module, target, step, id, title, status, detail, resource, at)
          VALUES ((SELECT epoch FROM current), ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          module, target, step, finding.id, finding.title, finding.status.rawValue, finding.detail, finding.resource,
          time)
      }
    }
  }

  /// The recorded result of every check.
  public func checks() async throws -> [CheckRow] { try await checks(where: "") }

  /// The checks that failed and whose step has not succeeded since. A check that could not be made is not among them.
  public func failedChecks() async throws -> [CheckRow] { try await checks(where: " AND status = 'failed'") }

  /// The failed checks of one target.
  public func failedChecks(module: String, target: String) async throws -> [CheckRow] {
    try await failedChecks().filter { $0.module == module && $0.target == target }
  }

  private func checks(where condition: String) async throws -> [CheckRow] {
    try await worker.read { database in
      try database.rows(
        """
        SELECT module, target, step, id, title, status, detail, resource, at FROM check_result
        WHERE epoch = (SELECT epoch FROM current)\(condition) ORDER BY module, target, step, id
        """, map: CheckRow.init)
    }
  }
}

extension CheckRow {
  init(_ row: Row) throws {
    try self.init(
      module: row.text(0), target: row.text(1), step: row.text(2),
      finding: CheckFinding(
        id: row.text(3), title: row.text(4), status: row.word(5), detail: row.text(6), resource: row.optionalText(7)),
      at: row.date(8))
  }
}
