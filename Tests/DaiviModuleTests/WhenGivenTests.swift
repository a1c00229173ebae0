import DaiviAWS
import DaiviModule
import DaiviProtocol
import Testing

/// What an optional input brings is done where the input is there, and taken away where it is not any more.
@Suite struct WhenGivenTests {
  private let told = Told()

  private func step(_ told: Told) -> WhenGiven {
    WhenGiven(
      "database",
      Custom(
        "grants", "grants", checks: [CheckDeclaration(id: "there", title: "they are there")],
        apply: { context in
          told.tell("made \(try context.value("{inputs.database}"))")
          return StepSuccess(detail: "made")
        },
        verify: { _ in [CheckResult(id: "there", title: "they are there", status: .passed)] },
        destroy: { context in
          told.tell("removed \(try context.value("{inputs.name}"))")
          return StepSuccess(detail: "removed")
        }))
  }

  private func context(_ inputs: [String: String]) -> StepContext { .test(FakeS3(), inputs: inputs) }

  @Test func itIsDoneAndLookedAtWhereTheInputIsThere() async throws {
    let step = step(told)
    #expect(try await step.apply(context(["database": "d"])).detail == "made")
    #expect(try await step.verify(context(["database": "d"])).map(\.status) == [.passed])
    #expect(told.all == ["made d"])
  }

  @Test func whatWasDoneIsTakenAwayWithoutTheInput() async throws {
    let step = step(told)
    #expect(try await step.apply(context(["name": "n"])).detail?.contains("not deployed") == true)
    #expect(try await step.verify(context(["name": "n"])).isEmpty)
    #expect(told.all == ["removed n"])
  }

  @Test func whatNeverWasIsNotMissed() async throws {
    #expect(try await step(told).apply(context([:])).detail?.contains("not deployed") == true)
    #expect(told.all.isEmpty)
  }

  @Test func aGateIsAGateWhereTheInputIsThere() async throws {
    let gate = WhenGiven(
      "database", Gate.condition("ready", "it is ready", minutes: 1) { _ in GateCheckResult(state: .waiting) })
    #expect(gate.gate?.kind == .condition)
    #expect(try await gate.checkGate(context(["database": "d"])).state == .waiting)
    #expect(try await gate.checkGate(context([:])).state == .open)
  }

  /// Or it would not run again when the input comes.
  @Test func itsFingerprintFollowsTheInput() {
    #expect(step(told).reads.contains("{inputs.database}"))
  }
}
