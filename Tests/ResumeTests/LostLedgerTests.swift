import DaiviSystem
import Testing

/// The ledger is gone, what was deployed is there: the next deploy takes it over as it is.
struct LostLedgerTests {
  @Test func aDeletedLedgerAdoptsAndReplacesNothing() async throws {
    try await Lab.with("ledger") { lab in
      try await lab.deploy("one")
      let before = try await EndState(of: "one", in: lab)
      try Files.removeAll(lab.environmentDirectory("one"))
      try await lab.deploy("one")
      var after = try await EndState(of: "one", in: lab)
      // Nobody remembers the run, so the job loads its rows again, in place of the same rows.
      #expect(after.effects["runs of the job"] == 2)
      #expect(after.effects["object rows.csv"] == 2)
      for name in ["runs of the job", "object rows.csv"] { after.effects[name] = before.effects[name] }
      expect(after, equals: before, "without its ledger")
    }
  }
}
