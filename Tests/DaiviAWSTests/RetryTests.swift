import Testing

@testable import DaiviAWS

/// What is tried again, how often and after how long.
struct RetryTests {
  private let clock = FakeClock()

  @Test func throttlingIsTriedThreeTimesWithGrowingWaits() async throws {
    let transport = FakeTransport(.json(#"{"__type":"ThrottlingException","message":"slow down"}"#, status: 400))
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).glue.getJob(.init(jobName: "a"))
    }
    #expect(error?.code == "ThrottlingException")
    #expect(error?.isRetryable == true)
    #expect(error?.isAmbiguous == false)
    #expect(transport.requests.count == 3)
    #expect(clock.slept == [.milliseconds(500), .seconds(1)])
  }

  @Test func aServiceErrorIsTriedAgainAndTheAnswerReturned() async throws {
    let transport = FakeTransport(
      .json("<html>oops</html>", status: 500), .json(#"{"Job":{"Name":"a","DefaultArguments":{"--Key":"v"}}}"#))
    let job = try await AWS.fake(transport, clock: clock).glue.getJob(.init(jobName: "a")).job
    #expect(job?.name == "a")
    #expect(job?.defaultArguments == ["--Key": "v"])
  }

  @Test func aWrongRequestIsNotTriedAgain() async throws {
    let transport = FakeTransport(.json(#"{"__type":"com.amazonaws.glue#InvalidInputException"}"#, status: 400))
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).glue.getJob(.init(jobName: "a"))
    }
    #expect(error?.code == "InvalidInputException")
    #expect(error?.isRetryable == false)
    #expect(transport.requests.count == 1)
  }

  @Test(arguments: [
    FakeTransport.Reply.lost(sent: true), .lost(sent: true, .timeout), .json("{}", status: 500),
    .json("{}", status: 503), .json("not json"),
  ])
  func startingAJobIsNeverRepeatedWhenItsFateIsUnknown(reply: FakeTransport.Reply) async throws {
    let transport = FakeTransport(reply)
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).glue.startJobRun(.init(jobName: "a"))
    }
    #expect(error?.isAmbiguous == true)
    #expect(error?.description.contains("may have taken effect") == true)
    #expect(transport.requests.count == 1)
    #expect(transport.requests[0].mayBeRepeated == false, "the HTTP layer must not repeat it either")
  }

  @Test(arguments: [
    FakeTransport.Reply.lost(sent: false, .cannotConnect),
    .json(#"{"__type":"ThrottlingException"}"#, status: 400), .json("{}", status: 429),
  ])
  func startingAJobIsRepeatedWhenNothingCanHaveHappened(refusal: FakeTransport.Reply) async throws {
    let transport = FakeTransport(refusal, .json(#"{"JobRunId":"jr_1"}"#))
    let run = try await AWS.fake(transport, clock: clock).glue.startJobRun(.init(jobName: "a"))
    #expect(run.jobRunId == "jr_1")
    #expect(transport.requests.count == 2)
  }

  @Test func anOperationWithATokenIsRepeatedWithTheSameToken() async throws {
    let transport = FakeTransport(.lost(sent: true), .json(#"{"RunId":"dq_1"}"#))
    let run = try await AWS.fake(transport, clock: clock).glue.startDataQualityRulesetEvaluationRun(
      .init(
        dataSource: .init(glueTable: .init(databaseName: "d", tableName: "t")), role: "r", rulesetNames: ["s"],
        clientToken: "token-1"))
    #expect(run.runId == "dq_1")
    #expect(transport.requests.count { $0.bodyText.contains(#""ClientToken":"token-1""#) } == 2)
  }

  @Test func withoutATokenItIsNot() async throws {
    let transport = FakeTransport(.lost(sent: true))
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).athena.startQueryExecution(.init(queryString: "SELECT 1"))
    }
    #expect(error?.isAmbiguous == true)
    #expect(transport.requests.count == 1)
  }

  @Test func aLostAnswerToAQuestionIsNotAmbiguous() async throws {
    let transport = FakeTransport(.lost(sent: true))
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).glue.getJob(.init(jobName: "a"))
    }
    #expect(error?.isAmbiguous == false)
    #expect(transport.requests.count == 6, "a network that pauses comes back")
  }

  @Test(arguments: ["http://127.0.0.1:1", "http://localhost:1"])
  func withinThisMachineNoNetworkIsWaitedFor(endpoint: String) async throws {
    let transport = FakeTransport(.lost(sent: false, .cannotConnect))
    await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock, endpoints: .init(all: endpoint)).glue.getJob(.init(jobName: "a"))
    }
    #expect(transport.requests.count == 3)
  }

  @Test func aRefusalAfterALostAnswerMayBeOfWhatIsAlreadyDone() async throws {
    let transport = FakeTransport(.lost(sent: true), .json(#"{"__type":"AlreadyExistsException"}"#, status: 400))
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).lakeFormation.registerResource(
        .init(resourceArn: "arn:aws:s3:::a"))
    }
    #expect(error?.code == "AlreadyExistsException")
    #expect(error?.isAmbiguous == true)
  }

  @Test func aLostAnswerToAWriteThatIsGivenUpIsAmbiguous() async throws {
    let transport = FakeTransport(.lost(sent: true))
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).cloudFormation.deleteStack(.init(stackName: "a"))
    }
    #expect(error?.isAmbiguous == true)
    #expect(transport.requests.count == 6)
  }

  @Test func theServersWishForAWaitIsHeardUpToTwentySeconds() async throws {
    let transport = FakeTransport(
      .json("{}", status: 503, ["Retry-After": "7"]), .json("{}", status: 503, ["Retry-After": "900"]), .json("{}"))
    _ = try await AWS.fake(transport, clock: clock).glue.getJob(.init(jobName: "a"))
    #expect(clock.slept == [.seconds(7), .seconds(20)])
  }

  @Test func aWrongClockIsCorrectedAndRemembered() async throws {
    let skewed = FakeTransport.Reply.json(
      #"{"__type":"InvalidSignatureException"}"#, status: 403, ["Date": "Fri, 02 Jan 2026 04:04:05 GMT"])
    let transport = FakeTransport(skewed, .json("{}"))
    let aws = AWS.fake(transport, clock: clock)
    _ = try await aws.glue.getJob(.init(jobName: "a"))
    _ = try await aws.glue.getJob(.init(jobName: "a"))
    #expect(
      transport.requests.map { $0.headers["X-Amz-Date"] }
        == ["20260102T030405Z", "20260102T040405Z", "20260102T040405Z"])
  }

  @Test func aWrongClockIsCorrectedForEveryRequestThatWasUnderWay() async throws {
    let both = Rendezvous(2)
    let transport = FakeTransport { request, _ in
      guard request.headers["X-Amz-Date"] == "20260102T030405Z" else { return .json("{}") }
      await both.arrive()
      return .json(
        #"{"__type":"InvalidSignatureException"}"#, status: 403, ["Date": "Fri, 02 Jan 2026 04:04:05 GMT"])
    }
    let aws = AWS.fake(transport, clock: clock)
    async let first = aws.glue.getJob(.init(jobName: "a"))
    async let second = aws.glue.getJob(.init(jobName: "b"))
    _ = try await (first, second)
    #expect(transport.requests.count == 4)
  }

  @Test func aWrongSignatureIsNotAClockProblemWhenTheClockIsRight() async throws {
    let transport = FakeTransport(
      .json(
        #"{"__type":"InvalidSignatureException"}"#, status: 403, ["Date": "Fri, 02 Jan 2026 03:04:15 GMT"]))
    await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).glue.getJob(.init(jobName: "a"))
    }
    #expect(transport.requests.count == 1)
  }

  @Test func expiredKeysAreRenewedOnce() async throws {
    let transport = FakeTransport(.json(#"{"__type":"ExpiredTokenException"}"#, status: 400), .json("{}"))
    let source = CountingCredentials()
    let aws = AWS.fake(transport, clock: clock, credentials: CachedCredentials(source, clock: clock.clock))
    _ = try await aws.glue.getJob(.init(jobName: "a"))
    #expect(transport.requests.map { $0.headers["X-Amz-Security-Token"] } == ["token-1", "token-2"])
  }

  /// What was sent before the keys ended may have taken effect.
  @Test func keysThatEndAfterALostAnswerLeaveItOpen() async throws {
    let transport = FakeTransport(.lost(sent: true))
    let keys = StaticCredentialsProvider(AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "x"))
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock, credentials: Ending(keys) { transport.requests.isEmpty })
        .cloudFormation.deleteStack(.init(stackName: "a"))
    }
    #expect(error?.code == AWSError.Code.noCredentials)
    #expect(error?.isAmbiguous == true)
    #expect(transport.requests.count == 1)
  }

  /// Keys that are there for a while.
  private struct Ending: CredentialsProvider {
    let keys: StaticCredentialsProvider
    let areThere: @Sendable () -> Bool

    init(_ keys: StaticCredentialsProvider, _ areThere: @escaping @Sendable () -> Bool) {
      self.keys = keys
      self.areThere = areThere
    }

    func credentials() async throws -> AWSCredentials {
      guard areThere() else { throw CredentialsError(provider: "test", message: "the session has expired") }
      return try await keys.credentials()
    }
  }

  @Test func theQuotaEndsRetriesWhenEverythingFails() async throws {
    let transport = FakeTransport(.json("{}", status: 500))
    let aws = AWS.fake(transport, clock: clock)
    for _ in 0..<60 { _ = try? await aws.glue.getJob(.init(jobName: "a")) }
    // 500 tokens are 100 retries; the rest of the 60 calls gets one attempt each.
    #expect(transport.requests.count == 60 + 100)
  }

  @Test func quotasAreOnesOwnByServiceAndRegion() async throws {
    let transport = FakeTransport { request, _ in
      request.url.contains("glue.us-east-1") ? .json("{}", status: 500) : .json("{}", status: 429)
    }
    let aws = AWS.fake(transport, clock: clock)
    for _ in 0..<60 { _ = try? await aws.glue.getJob(.init(jobName: "a")) }
    let before = transport.requests.count
    _ = try? await aws.in("eu-west-1").glue.getJob(.init(jobName: "a"))
    #expect(transport.requests.count == before + 3)
  }

  @Test func cancellingTheTaskEndsTheWaiting() async throws {
    let transport = FakeTransport(.json("{}", status: 500))
    var configuration = AWS.fake(transport).configuration
    configuration.clock = AWSClock(now: clock.clock.now) { _ in
      withUnsafeCurrentTask { $0?.cancel() }
      try Task.checkCancellation()
    }
    let aws = AWS(configuration)
    let task = Task { try await aws.glue.getJob(.init(jobName: "a")) }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(transport.requests.count == 1)
  }
}
