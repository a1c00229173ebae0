extension Ledger {
  /// Records the modules in use. Others keep their rows: their targets may still be deployed.
  public func recordModules(_ modules: [ModuleRow]) async throws {
    let now = now()
    try await worker.write(isShared: false) { database in
      for module in modules {
        try database.run(
          """
          INSERT OR REPLACE INTO module (name, version, path, manifest_digest, protocol_version, recorded_at)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
          module.name, module.version, module.path, module.manifestDigest, module.protocolVersion, now)
      }
    }
  }

  /// The modules that were recorded, by name: each as it was last in use.
  public func modules() async throws -> [ModuleRow] {
    try await worker.read { database in
      try database.rows("SELECT name, version, path, manifest_digest, protocol_version FROM module ORDER BY name") {
        ModuleRow(
          name: $0.text(0), version: $0.text(1), path: $0.text(2), manifestDigest: $0.text(3),
          protocolVersion: Int($0.int(4)))
      }
    }
  }
}
