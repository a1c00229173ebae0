import DaiviModule
import DaiviProtocol
import Testing

/// StartJobRun has no idempotency token: whatever happens, an attempt starts its job once.
@Suite(.timeLimit(.minutes(10))) struct GlueJobTests {
  private let step = JobRun("load", "Hive table", job: "{app}-{env}-hive", runOutput: "runId")

  @Test func itIsStartedAndWaitedFor() async throws {
    let glue = FakeGlue()
    let success = try await step.apply(.test(glue))
    #expect(success.outputs == ["runId": "jr_1"])
    #expect(success.detail == "daivi-test-hive in 3 s")
    #expect(glue.runs == 1)
  }

  @Test func aStartWhoseAnswerWasLostIsFoundByItsToken() async throws {
    let glue = FakeGlue()
    glue.hasRun("jr_other", token: "another attempt")
    glue.loseStarts(1)
    let success = try await step.apply(.test(glue))
    #expect(success.outputs == ["runId": "jr_2"])
    #expect(glue.runs == 2)
    #expect(glue.operations.filter { $0 == "StartJobRun" }.count == 1)
  }

  /// The listing may not show it at once, and then Glue refuses the second start because of the first.
  @Test func aLostStartThatStandsInItsOwnWayIsFound() async throws {
    let glue = FakeGlue()
    glue.loseStarts(1)
    glue.listsLate(1)
    glue.isBusy(times: 1, after: 1)
    let success = try await step.apply(.test(glue))
    #expect(success.outputs == ["runId": "jr_1"])
    #expect(glue.runs == 1)
  }

  @Test func aResumedAttemptAttachesToItsRun() async throws {
    let glue = FakeGlue()
    glue.hasRun("jr_mine", token: "token-1")
    let told = Told()
    let success = try await step.apply(.test(glue, resume: true) { told.tell($0) })
    #expect(success.outputs == ["runId": "jr_mine"])
    #expect(!glue.operations.contains("StartJobRun"))
    #expect(told.all.contains("found run jr_mine under way"))
  }

  @Test func aResumedAttemptWithoutARunStartsOne() async throws {
    let glue = FakeGlue()
    glue.hasRun("jr_other", token: "another attempt")
    _ = try await step.apply(.test(glue, resume: true))
    #expect(glue.runs == 2)
  }

  @Test func anAnswerTooFewEndsNoWaitForARun() async throws {
    let glue = FakeGlue()
    glue.throttles("GetJobRun")
    let told = Told()
    let success = try await step.apply(.test(glue) { told.tell($0) })
    #expect(success.outputs == ["runId": "jr_1"])
    #expect(told.all.contains { $0.hasPrefix("Glue GetJobRun: ThrottlingException") })
  }

  /// Or the job would be started again while its run goes on.
  @Test func aLostStartIsLookedForUntilThatIsAnswered() async throws {
    let glue = FakeGlue()
    glue.loseStarts(1)
    glue.throttles("GetJobRuns")
    #expect(try await step.apply(.test(glue)).outputs == ["runId": "jr_1"])
    #expect(glue.runs == 1)
  }

  /// What starts something is not repeated without end: the attempt stays open, and the next deploy goes on with it.
  @Test func aStartThatIsThrottledIsAnError() async throws {
    let glue = FakeGlue()
    glue.throttles("StartJobRun")
    let error = await #expect(throws: AWSError.self) { _ = try await step.apply(.test(glue)) }
    #expect(error?.code == "ThrottlingException")
  }

  @Test func anotherRunOfTheJobIsWaitedFor() async throws {
    let glue = FakeGlue()
    glue.isBusy(times: 1)
    let told = Told()
    _ = try await step.apply(.test(glue) { told.tell($0) })
    #expect(glue.runs == 1)
    #expect(told.all.contains("another run of daivi-test-hive is under way; waiting for it"))
  }

  @Test(arguments: ["FAILED", "TIMEOUT", "STOPPED", "ERROR"])
  func aRunThatFailsIsToldWithTheEndOfItsLog(_ status: String) async throws {
    let glue = FakeGlue()
    glue.runsEnd(status, "bad input")
    let error = await #expect(throws: StepError.self) { _ = try await step.apply(.test(glue)) }
    #expect(error?.message.contains("Glue job daivi-test-hive ended \(status): bad input") == true)
    #expect(error?.message.contains("ValueError: no such column") == true)
    #expect(error?.code == status)
  }
}
