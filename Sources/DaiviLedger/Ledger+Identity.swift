extension Ledger {
  /// The identity recorded last; nil before the first `establish`.
  public func identity() async throws -> LedgerIdentity? {
    try await worker.read(Self.recordedIdentity)
  }

  /// Says where the environment is now. When that is another place than recorded, what was recorded becomes history in
  /// the same transaction, and the answer says why, for the user to be told.
  public func establish(_ identity: LedgerIdentity) async throws -> IdentityChange {
    let now = now()
    return try await worker.write { database in
      let recorded = try Self.recordedIdentity(database)
      guard let recorded else {
        try Self.insert(identity, now, database)
        return .first
      }
      let parts = identity.parts(differingFrom: recorded)
      if parts.isEmpty {
        try database.run(
          "UPDATE identity SET secondary_region = ? WHERE epoch = (SELECT epoch FROM current)",
          identity.secondaryRegion)
        return .unchanged
      }
      try Self.insert(identity, now, database)
      return .replaced(previous: recorded, parts: parts)
    }
  }

  private static func insert(_ identity: LedgerIdentity, _ now: String, _ database: Database) throws {
    try database.run(
      """
      INSERT INTO identity
        (epoch, app, environment, account, endpoint, sandbox_id, primary_region, secondary_region, since)
      VALUES ((SELECT coalesce(max(epoch), 0) + 1 FROM identity), ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      identity.app, identity.environment, identity.account, identity.endpoint, identity.sandboxID,
      identity.primaryRegion, identity.secondaryRegion, now)
  }

  @Sendable private static func recordedIdentity(_ database: Database) throws -> LedgerIdentity? {
    try database.row(
      """
      SELECT app, environment, account, endpoint, sandbox_id, primary_region, secondary_region
      FROM identity ORDER BY epoch DESC LIMIT 1
      """
    ) {
      LedgerIdentity(
        app: $0.text(0), environment: $0.text(1), account: $0.text(2), endpoint: $0.text(3),
        sandboxID: $0.optionalText(4), primaryRegion: $0.text(5), secondaryRegion: $0.optionalText(6))
    }
  }
}
