import DaiviProtocol
import Testing

@testable import DaiviModule

/// A streaming job is begun once, and followed where Glue begins it again.
@Suite(.timeLimit(.minutes(10))) struct StreamRunTests {
  private func step(status: Value = "s3://data/status.json") -> StreamRun {
    StreamRun(
      "run", "stream", job: "{app}-{env}-stream", status: status, script: "lake/stream.py", runOutput: "runId"
    ) { _ in "3 trades arrived" }
  }

  @Test func itIsStartedAndWaitedForUntilItRuns() async throws {
    let glue = FakeGlue()
    glue.runsEnd("RUNNING", "")
    let success = try await step().apply(.test(glue))
    #expect(success.outputs == ["runId": "jr_1"])
    #expect(success.detail == "daivi-test-stream runs, 3 trades arrived")
  }

  @Test(arguments: [0, 2]) func aRunThatGlueBeginsAgainIsFollowed(_ late: Int) async throws {
    let glue = FakeGlue()
    glue.beginsAgain()
    glue.listsLate(late)
    let told = Told()
    let success = try await step().apply(.test(glue) { told.tell($0) })
    #expect(success.outputs == ["runId": "jr_1_attempt_1"])
    #expect(told.all.contains("run jr_1 failed; Glue began jr_1_attempt_1"))
    #expect(glue.operations.filter { $0 == "StartJobRun" }.count == 1)
  }

  @Test func anAnswerTooFewEndsNoWaitForIt() async throws {
    let glue = FakeGlue()
    glue.beginsAgain()
    glue.throttles("GetJobRun")
    #expect(try await step().apply(.test(glue)).outputs == ["runId": "jr_1_attempt_1"])
  }

  @Test(arguments: ["FAILED", "TIMEOUT"]) func aRunThatNobodyBeginsAgainHasFailed(_ state: String) async throws {
    let glue = FakeGlue()
    glue.runsEnd(state, "no such topic")
    let error = await #expect(throws: StepError.self) { _ = try await step().apply(.test(glue)) }
    #expect(error?.code == state)
    #expect(error?.message.contains("no such topic") == true)
  }

  @Test func aStatusThatIsNoPlaceIsNamed() async throws {
    let step = step(status: "nowhere")
    let context = StepContext.test(FakeGlue(), files: ["lake/stream.py": "pass\n"])
    let error = await #expect(throws: StepError.self) { _ = try await step.verify(context) }
    #expect(error?.message == "nowhere is no place of an object")
  }

  @Test func aPlaceHasBucketAndKey() throws {
    let place = try ObjectPlace("s3://data/a/b.json")
    #expect(place.bucket == "data" && place.key == "a/b.json")
    for text in ["s3://data", "s3://", "data/a", ""] {
      #expect(throws: StepError.self) { try ObjectPlace(text) }
    }
  }
}
