import Testing

@testable import DaiviLedger

@Suite struct OutputTests {
  let scratch = try! Scratch()

  private func run(
    _ ledger: Ledger, _ deployment: DeploymentID, step: String = "stack", action: StepAction = .apply,
    _ ending: StepEnding
  ) async throws {
    let id = try await ledger.recordIntent(intent(deployment, "foundation", "kms", step, action: action))
    try await ledger.recordOutcome(id, ending)
  }

  @Test func anOutputThatAStepNoLongerGivesDisappears() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    try await run(ledger, deployment, StepEnding(.succeeded, outputs: ["old": "1", "key": "a"]))
    try await run(ledger, deployment, StepEnding(.succeeded, outputs: ["key": "b"]))
    #expect(try await ledger.outputs(module: "foundation", target: "kms").values == ["key": "b"])
  }

  @Test func aFailureKeepsWhatTheStepGaveBefore() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    try await run(ledger, deployment, StepEnding(.succeeded, outputs: ["key": "a"]))
    try await run(ledger, deployment, StepEnding(.failed, outputs: ["key": "half"]))
    #expect(try await ledger.outputs(module: "foundation", target: "kms").values == ["key": "a"])
  }

  @Test func stepsOfATargetAddUpAndTheLaterWins() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    try await run(ledger, deployment, step: "b", StepEnding(.succeeded, outputs: ["key": "b", "b": "1"]))
    try await run(ledger, deployment, step: "a", StepEnding(.succeeded, outputs: ["key": "a"]))
    #expect(try await ledger.outputs(module: "foundation", target: "kms").values == ["key": "a", "b": "1"])
    #expect(try await ledger.outputs().map(\.step) == ["b", "b", "a"])
  }

  @Test func aDestroyedStepOffersNothing() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    try await run(ledger, deployment, StepEnding(.succeeded, outputs: ["key": "a"]))
    try await run(ledger, deployment, action: .destroy, StepEnding(.succeeded, outputs: ["key": "ghost"]))
    #expect(try await ledger.outputs().isEmpty)
  }

  @Test func aStepThatAReleaseDroppedTakesItsOutputsAlong() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    try await run(ledger, deployment, step: "dropped", StepEnding(.succeeded, outputs: ["gone": "1"]))
    try await run(ledger, deployment, step: "kept", StepEnding(.succeeded, outputs: ["key": "a"]))
    let state = TargetState(
      module: "foundation", target: "kms", status: .done, fingerprint: "f", moduleVersion: "1.0.0")
    try await ledger.setTargetState(state, steps: ["kept"])
    #expect(try await ledger.outputs(module: "foundation", target: "kms").values == ["key": "a"])
  }

  @Test(arguments: ["", "snow ☃ and quotes ' \" ; --", String(repeating: "x", count: 200_000), "a\u{0}b"])
  func anyTextComesBackAsItWas(_ value: String) async throws {
    let ledger = try scratch.open()
    try await run(ledger, try await ledger.begin(), StepEnding(.succeeded, outputs: ["key": value]))
    #expect(try await ledger.outputs(module: "foundation", target: "kms").values["key"] == value)
  }
}
