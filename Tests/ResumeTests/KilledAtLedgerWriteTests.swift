import DaiviSystem
import Glibc
import Testing

/// The host dies at each write of its ledger: what was intended is asked about, what was done is not done again.
struct KilledAtLedgerWriteTests {
  /// Which side of the commit the host dies on. Before: the effect is there and nobody wrote it down.
  enum Moment: String, CaseIterable {
    case after = "DAIVI_TEST_KILL_AT_WRITE"
    case before = "DAIVI_TEST_KILL_BEFORE_WRITE"
  }

  @Test(arguments: Moment.allCases)
  func theNextDeployGoesOnFromEveryWrite(moment: Moment) async throws {
    try await Lab.with("write-\(moment)") { lab in
      try await lab.deploy("clean")
      let clean = try await EndState(of: "clean", in: lab)
      let killed = try await EachInTurn.count { number in
        let env = "w\(number)"
        let output = try await lab.deploying(env, [moment.rawValue: String(number)]).output()
        let wasKilled = output.exit == .signal(SIGKILL)
        if wasKilled {
          try await lab.untilNobodyDeploys(env)
          try await lab.deploy(env)
        } else {
          // There were fewer writes than that.
          #expect(output.exit == .code(0), "\(output.stderr)")
        }
        expect(try await EndState(of: env, in: lab), equals: clean, "killed \(moment) write \(number)")
        return wasKilled
      }
      // Five steps and four targets, each written down at its start and at its end; some writes share a commit.
      #expect(killed >= 14)
    }
  }
}
