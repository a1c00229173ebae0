extension Ledger {
  /// The present state of every target that was deployed and not destroyed since.
  public func targetStates() async throws -> [TargetState] {
    try await worker.read { database in
      try database.rows(Self.stateColumns + " ORDER BY module, target", map: TargetState.init)
    }
  }

  /// The present state of one target; nil when it is not deployed.
  public func targetState(module: String, target: String) async throws -> TargetState? {
    try await worker.read { database in
      try database.row(
        Self.stateColumns + " AND module = ? AND target = ?", module, target, map: TargetState.init)
    }
  }

  /// Records where a target stands; `updatedAt` is taken from the ledger's clock.
  /// - Parameters:
  ///   - steps: the steps that the target has in this release. Once it is done, what is recorded of others (outputs,
  ///     checks and gates of a step that an upgrade dropped) is removed. nil leaves all of it.
  ///   - left: replaces what is recorded of the target's dropped steps that may have left something; nil leaves it.
  public func setTargetState(
    _ state: TargetState, steps: [String]? = nil, left: [LeftStep]? = nil
  ) async throws {
    let now = now()
    let kept = try steps.map(JSONText.encode)
    try await worker.write { database in
      try database.run(
        """
        INSERT OR REPLACE INTO target_state
          (epoch, module, target, status, fingerprint, module_version, deployment, updated_at)
        VALUES ((SELECT epoch FROM current), ?, ?, ?, ?, ?, ?, ?)
        """,
        state.module, state.target, state.status.rawValue, state.fingerprint, state.moduleVersion,
        state.deployment?.rawValue, now)
      if let left {
        try TargetSetting.left.remove(module: state.module, target: state.target, database)
        for step in left {
          try TargetSetting.left.put(step, module: state.module, target: state.target, step: step.step, database)
        }
      }
      guard let steps, let kept else { return }
      try TargetSetting.steps.put(
        TargetSteps(
          module: state.module, target: state.target, moduleVersion: state.moduleVersion, steps: steps),
        module: state.module, target: state.target, database)
      guard state.status == .done else { return }
      for table in ["output", "check_result", "gate"] {
        try database.run(
          "DELETE FROM \(table)" + Self.ofTarget + " AND step NOT IN (SELECT value FROM json_each(?))",
          state.module, state.target, kept)
      }
    }
  }

  /// Removes what is recorded of a target as present: after it was destroyed.
  public func forget(module: String, target: String) async throws {
    try await worker.write { database in
      for table in ["target_state", "output", "check_result", "gate"] {
        try database.run("DELETE FROM \(table)" + Self.ofTarget, module, target)
      }
      for setting in [TargetSetting.left, .looked, .steps] {
        try setting.remove(module: module, target: target, database)
      }
    }
  }

  private static let stateColumns = """
    SELECT module, target, status, fingerprint, module_version, deployment, updated_at FROM target_state
    WHERE epoch = (SELECT epoch FROM current)
    """

  private static let ofTarget = " WHERE epoch = (SELECT epoch FROM current) AND module = ? AND target = ?"
}

extension TargetState {
  init(_ row: Row) throws {
    try self.init(
      module: row.text(0), target: row.text(1), status: row.word(2), fingerprint: row.text(3),
      moduleVersion: row.text(4), deployment: row.optionalInt(5).map(DeploymentID.init(rawValue:)),
      updatedAt: row.date(6))
  }
}
