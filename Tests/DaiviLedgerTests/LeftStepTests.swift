import Testing

@testable import DaiviLedger

@Suite struct LeftStepTests {
  let scratch = try! Scratch()

  private func state(_ status: TargetStatus, _ target: String = "kms") -> TargetState {
    TargetState(module: "foundation", target: target, status: status, fingerprint: "f", moduleVersion: "2.0.0")
  }

  private func left(_ step: String, _ attempt: Int64, target: String = "kms") -> LeftStep {
    LeftStep(
      module: "foundation", target: target, step: step, moduleVersion: "1.0.0", attempt: AttemptID(rawValue: attempt),
      outputs: ["key": "a/b \"c\""])
  }

  @Test func theyAreReplacedTargetByTargetAndComeInTheOrderOfTheirAttempts() async throws {
    let ledger = try scratch.open()
    try await ledger.setTargetState(state(.running), left: [left("late", 9), left("early", 2)])
    try await ledger.setTargetState(state(.running, "kms-2"), left: [left("other", 1, target: "kms-2")])
    #expect(try await ledger.leftSteps().map(\.step) == ["early", "late", "other"])
    #expect(try await ledger.leftSteps().first == left("early", 2))
    try await ledger.setTargetState(state(.failed))
    #expect(try await ledger.leftSteps().count == 3, "who says nothing of them changes nothing")
    try await ledger.setTargetState(state(.done), left: [left("late", 9)])
    #expect(try await ledger.leftSteps().map(\.step) == ["late", "other"])
  }

  @Test func aForgottenTargetHasNone() async throws {
    let ledger = try scratch.open()
    for target in ["kms", "kms-2"] {
      try await ledger.setTargetState(
        state(.done, target), steps: ["stack"], left: [left("old", 1, target: target)])
      try await ledger.recordLook(TargetLook(module: "foundation", target: target, after: [AttemptID(rawValue: 1)]))
    }
    try await ledger.forget(module: "foundation", target: "kms")
    #expect(try await ledger.leftSteps().map(\.target) == ["kms-2"])
    #expect(try await ledger.targetSteps().map(\.target) == ["kms-2"])
    #expect(try await ledger.looks().map(\.target) == ["kms-2"])
  }

  @Test func anotherPlaceHasNone() async throws {
    let ledger = try scratch.open()
    _ = try await ledger.establish(home)
    try await ledger.setTargetState(state(.done), steps: ["stack"], left: [left("old", 1)])
    try await ledger.recordLook(TargetLook(module: "foundation", target: "kms", after: []))
    var other = home
    other.account = "999988887777"
    _ = try await ledger.establish(other)
    #expect(try await ledger.leftSteps().isEmpty)
    #expect(try await ledger.targetSteps().isEmpty)
    #expect(try await ledger.looks().isEmpty)
  }

  @Test func theStepsAreThoseOfTheLatestRunAndWhatIsOfOthersStaysUntilItIsDone() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    for step in ["stack", "old"] {
      let id = try await ledger.recordIntent(intent(deployment, "foundation", "kms", step))
      try await ledger.recordOutcome(id, StepEnding(.succeeded, outputs: ["of": step]))
    }
    try await ledger.setTargetState(state(.running), steps: ["stack"])
    #expect(try await ledger.targetSteps().map(\.steps) == [["stack"]])
    #expect(try await ledger.outputs().map(\.step) == ["stack", "old"])
    try await ledger.setTargetState(state(.done), steps: ["stack"])
    #expect(try await ledger.outputs().map(\.step) == ["stack"])
  }

  @Test func theLastAttemptsAreThoseOfEveryStepInTheirOrder() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    for (step, outcome) in [("one", AttemptOutcome.succeeded), ("two", .succeeded), ("one", .failed)] {
      let id = try await ledger.recordIntent(intent(deployment, "foundation", "kms", step))
      try await ledger.recordOutcome(id, StepEnding(outcome))
    }
    #expect(try await ledger.targetSuccesses().isEmpty, "the target is not deployed")
    try await ledger.setTargetState(state(.failed))
    let last = try await ledger.lastAttempts(module: "foundation", target: "kms")
    #expect(last.map(\.intent.step) == ["two", "one"])
    #expect(last.map(\.outcome) == [.succeeded, .failed])
    #expect(try await ledger.targetSuccesses().map(\.attempt) == [last[0].id])
  }
}
