import FoundationEssentials
import Glibc

extension Ledger {
  /// Opens a deployment. Those whose process died without closing theirs are closed as `interrupted`; events of old ones
  /// are removed.
  /// - Parameter eventful: how many of the latest keep their events: a shared ledger is sent whole with every commit.
  public func beginDeployment(
    kind: DeploymentKind, selection: [String], hostVersion: String, eventful: Int = 300
  ) async throws -> DeploymentID {
    let now = now()
    let selected = try JSONText.encode(selection)
    return try await worker.write { database in
      try Self.closeInterrupted(now, database)
      try database.run(
        """
        INSERT INTO deployment (epoch, kind, selection, host_version, process, process_started, started_at)
        VALUES ((SELECT epoch FROM current), ?, ?, ?, ?, ?, ?)
        """,
        kind.rawValue, selected, hostVersion, Int(getpid()), ProcessMark.started(getpid()), now)
      let id = database.lastInsertID
      try database.run(
        """
        DELETE FROM event WHERE deployment <=
          (SELECT id FROM deployment ORDER BY id DESC LIMIT 1 OFFSET ?)
        """, eventful)
      return DeploymentID(rawValue: id)
    }
  }

  /// Closes a deployment. Closing one that is closed already changes nothing.
  public func finish(_ deployment: DeploymentID, outcome: DeploymentOutcome) async throws {
    let now = now()
    try await worker.write { database in
      try database.run(
        "UPDATE deployment SET outcome = ?, finished_at = ? WHERE id = ? AND outcome IS NULL",
        outcome.rawValue, now, deployment.rawValue)
    }
  }

  /// The latest deployments, newest first, whatever the environment's identity was then.
  public func deployments(limit: Int = 20) async throws -> [DeploymentRow] {
    try await worker.read { database in
      try database.rows(Self.deploymentColumns + " ORDER BY id DESC LIMIT ?", limit, map: DeploymentRow.init)
    }
  }

  /// One deployment; nil when there is none of that number.
  public func deployment(_ id: DeploymentID) async throws -> DeploymentRow? {
    try await worker.read { database in
      try database.row(Self.deploymentColumns + " WHERE id = ?", id.rawValue, map: DeploymentRow.init)
    }
  }

  private static let deploymentColumns = """
    SELECT id, kind, selection, host_version, started_at, finished_at, outcome FROM deployment
    """

  private static func closeInterrupted(_ now: String, _ database: Database) throws {
    let open = try database.rows(
      "SELECT id, process, process_started FROM deployment WHERE outcome IS NULL"
    ) { ($0.int(0), pid_t(truncatingIfNeeded: $0.int(1)), $0.text(2)) }
    for (id, process, started) in open where !ProcessMark.isAlive(process, started: started) {
      try database.run(
        "UPDATE deployment SET outcome = 'interrupted', finished_at = ? WHERE id = ?", now, id)
    }
  }
}

extension DeploymentRow {
  init(_ row: Row) throws {
    try self.init(
      id: DeploymentID(rawValue: row.int(0)), kind: row.word(1), selection: JSONText.decode(row.text(2)),
      hostVersion: row.text(3), startedAt: row.date(4), finishedAt: row.optionalDate(5), outcome: row.optionalWord(6))
  }
}
