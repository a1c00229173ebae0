extension Ledger {
  /// The gate of one step; nil when the step has none or never came to it.
  public func gate(module: String, target: String, step: String) async throws -> GateRow? {
    try await worker.read { database in
      try database.row(
        Self.gateColumns + " AND module = ? AND target = ? AND step = ?", module, target, step, map: GateRow.init)
    }
  }

  /// All gates, the longest waiting first.
  public func gates() async throws -> [GateRow] {
    try await worker.read { database in
      try database.rows(Self.gateColumns + " ORDER BY since, module, target, step", map: GateRow.init)
    }
  }

  /// Records a gate. `since` is kept from before while the state stays the same.
  public func setGate(_ gate: GateRow) async throws {
    try await worker.write { database in
      try database.run(
        """
        INSERT INTO gate
          (epoch, module, target, step, kind, state, instructions, opens_at, confirmed_by, since)
        VALUES ((SELECT epoch FROM current), ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (epoch, module, target, step) DO UPDATE SET
          since = iif(gate.state = excluded.state, gate.since, excluded.since),
          kind = excluded.kind, state = excluded.state, instructions = excluded.instructions,
          opens_at = excluded.opens_at, confirmed_by = excluded.confirmed_by
        """,
        gate.module, gate.target, gate.step, gate.kind.rawValue, gate.state.rawValue, gate.instructions,
        gate.opensAt.map(LedgerTime.text), gate.confirmedBy, LedgerTime.text(gate.since))
    }
  }

  /// Forgets a gate, which closes it: when what it follows was replaced.
  public func removeGate(module: String, target: String, step: String) async throws {
    try await worker.write { database in
      try database.run(
        "DELETE FROM gate WHERE epoch = (SELECT epoch FROM current) AND module = ? AND target = ? AND step = ?",
        module, target, step)
    }
  }

  private static let gateColumns = """
    SELECT module, target, step, kind, state, instructions, opens_at, confirmed_by, since FROM gate
    WHERE epoch = (SELECT epoch FROM current)
    """
}

extension GateRow {
  init(_ row: Row) throws {
    try self.init(
      module: row.text(0), target: row.text(1), step: row.text(2), kind: row.word(3), state: row.word(4),
      instructions: row.text(5), opensAt: row.optionalDate(6), confirmedBy: row.optionalText(7), since: row.date(8))
  }
}
