extension Ledger {
  /// The outputs of all targets, in the order in which steps recorded them.
  public func outputs() async throws -> [OutputRow] {
    try await worker.read { database in
      try database.rows(Self.outputColumns + Self.inOrder, map: OutputRow.init)
    }
  }

  /// The outputs of one target, in the same order; `values` makes a dictionary of them.
  public func outputs(module: String, target: String) async throws -> [OutputRow] {
    try await worker.read { database in
      try database.rows(
        Self.outputColumns + " AND module = ? AND target = ?" + Self.inOrder, module, target, map: OutputRow.init)
    }
  }

  private static let outputColumns = """
    SELECT module, target, step, name, value FROM output WHERE epoch = (SELECT epoch FROM current)
    """

  private static let inOrder = " ORDER BY attempt, name"
}

extension OutputRow {
  init(_ row: Row) {
    self.init(module: row.text(0), target: row.text(1), step: row.text(2), name: row.text(3), value: row.text(4))
  }
}

extension Sequence<OutputRow> {
  /// Name to value; of two steps that give the same name, the one that ran last counts.
  public var values: [String: String] {
    Dictionary(map { ($0.name, $0.value) }) { _, later in later }
  }
}
