extension Ledger {
  /// Appends events in their order. Many events a call cost one commit. A shared copy gets them with the next intent
  /// or outcome: events alone cost no upload.
  public func append(_ events: EventRow...) async throws { try await append(events) }

  public func append(_ events: [EventRow]) async throws {
    guard !events.isEmpty else { return }
    try await worker.write(isShared: false) { database in
      for event in events {
        try database.run(
          "INSERT INTO event (deployment, at, module, target, step, kind, message) VALUES (?, ?, ?, ?, ?, ?, ?)",
          event.deployment.rawValue, LedgerTime.text(event.at), event.module, event.target, event.step, event.kind,
          event.message)
      }
    }
  }

  /// The events of a deployment with an id over `after`, in order.
  public func events(_ deployment: DeploymentID, after: Int64 = 0) async throws -> [EventRow] {
    try await worker.read { database in
      try database.rows(
        """
        SELECT id, deployment, at, module, target, step, kind, message FROM event
        WHERE deployment = ? AND id > ? ORDER BY id
        """, deployment.rawValue, after, map: EventRow.init)
    }
  }
}

extension EventRow {
  init(_ row: Row) throws {
    try self.init(
      id: row.int(0), deployment: DeploymentID(rawValue: row.int(1)), at: row.date(2), module: row.optionalText(3),
      target: row.optionalText(4), step: row.optionalText(5), kind: row.text(6), message: row.text(7))
  }
}
