import DaiviModule
import Testing

@testable import daivi_emr

/// Whatever happens between a deploy and EMR, an attempt's query runs once.
@Suite(.timeLimit(.minutes(10))) struct SparkRunTests {
  private let spark = EMRServerless.SparkSubmit(entryPoint: "s3://scripts/query.py")

  private func run(_ emr: FakeRuns, resume: Bool = false) async throws -> EMRServerless.JobRun {
    try await SparkRun(
      application: "app", role: "arn:aws:iam::111122223333:role/daivi-test-emr-role", logGroup: "/aws/emr-serverless/t",
      context: .test(emr, resume: resume)
    ).run(name: "query", spark)
  }

  @Test func itIsStartedUnderTheAttemptsToken() async throws {
    let emr = FakeRuns(ends: "SUCCESS")
    #expect(try await run(emr).jobRunId == "run1")
    #expect(emr.runs.map(\.token) == ["token-1"])
  }

  @Test func aStartWhoseAnswerWasLostIsNotASecondRun() async throws {
    let emr = FakeRuns(ends: "SUCCESS")
    emr.loseStart()
    #expect(try await run(emr).jobRunId == "run1")
    #expect(emr.runs.count == 1)
    #expect(emr.starts == 2)
  }

  @Test func aResumedAttemptGoesOnWithItsRun() async throws {
    let emr = FakeRuns(ends: "SUCCESS")
    emr.hasRun(token: "token-1")
    #expect(try await run(emr, resume: true).jobRunId == "run1")
    #expect(emr.runs.count == 1)
  }

  @Test func aRunThatFailedWhileNobodyWatchedIsFollowedByAnother() async throws {
    let emr = FakeRuns(ends: "FAILED", "SUCCESS")
    emr.hasRun(token: "token-1")
    #expect(try await run(emr, resume: true).jobRunId == "run2")
    #expect(emr.runs.map(\.token) == ["token-1", "token-1-run1"])
  }

  @Test(arguments: ["FAILED", "CANCELLED"]) func aRunThatFailsIsToldWithTheEndOfItsLog(_ state: String) async throws {
    let error = await #expect(throws: StepError.self) { _ = try await run(FakeRuns(ends: state)) }
    #expect(error?.message.contains("Spark run run1 ended \(state): no such column") == true)
    #expect(error?.message.contains("ValueError: no such column") == true)
    #expect(error?.code == state)
  }
}
