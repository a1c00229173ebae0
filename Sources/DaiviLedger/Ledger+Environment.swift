extension Ledger {
  /// The environment's settings as the host last resolved them, as a JSON object; what a module run standalone works
  /// with. nil before the host wrote them.
  public func environmentJSON() async throws -> String? {
    try await worker.read { database in
      try database.row("SELECT value FROM setting WHERE key = 'environment'") { $0.text(0) }
    }
  }

  /// Replaces them. No secrets: this is read by every module. They are this machine's own (its paths) and stay so when
  /// the ledger is shared.
  public func setEnvironmentJSON(_ json: String) async throws {
    try await worker.write(isShared: false) { database in
      try database.run("INSERT OR REPLACE INTO setting (key, value) VALUES ('environment', ?)", json)
    }
  }
}
