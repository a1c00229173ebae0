extension Ledger {
  /// Records that all of a target was looked at live: what was broken then is recorded as failed checks.
  public func recordLook(_ look: TargetLook) async throws {
    try await worker.write { database in
      try TargetSetting.looked.put(look, module: look.module, target: look.target, database)
    }
  }

  /// The latest look at each target that was ever looked at because of what it needs.
  public func looks() async throws -> [TargetLook] {
    try await worker.read { try TargetSetting.looked.all($0) }
  }
}
