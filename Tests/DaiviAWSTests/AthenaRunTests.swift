import Testing

@testable import DaiviAWS

/// A query that fails for Athena's own reasons is asked again; one that is wrong is not.
struct AthenaRunTests {
  private let clock = FakeClock()

  /// Athena of which the first queries fail. A query that fails is two requests.
  private func athena(failing: Int, retryable: Bool) -> FakeTransport {
    FakeTransport { request, number in
      switch request.headers["X-Amz-Target"]?.split(separator: ".").last {
      case "StartQueryExecution": .json(#"{"QueryExecutionId":"q"}"#)
      case "GetQueryExecution":
        .json(
          number / 2 < failing
            ? #"{"QueryExecution":{"Status":{"State":"FAILED","StateChangeReason":"out of order","#
              + #""AthenaError":{"ErrorCategory":1,"ErrorType":1,"Retryable":\#(retryable)}}}}"#
            : #"{"QueryExecution":{"Status":{"State":"SUCCEEDED"}}}"#)
      default: .json(#"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"1"}]}]}}"#)
      }
    }
  }

  private func starts(_ transport: FakeTransport) -> Int {
    transport.requests.count { $0.headers["X-Amz-Target"] == "AmazonAthena.StartQueryExecution" }
  }

  @Test(arguments: ["SELECT 1", "  (select 1)", "WITH a AS (SELECT 1) SELECT * FROM a", "SHOW TABLES"])
  func aPassingFailureIsAskedAgain(_ sql: String) async throws {
    let transport = athena(failing: 2, retryable: true)
    #expect(try await AWS.fake(transport, clock: clock).athena.run(sql, workgroup: "w").rows == [["1"]])
    #expect(starts(transport) == 3)
    #expect(Set(transport.requests.map(\.bodyText).filter { $0.contains("ClientRequestToken") }).count == 3)
    #expect(clock.slept == [.seconds(1), .seconds(3)])
  }

  @Test func oneThatStaysSaysNothingOfTheQuery() async throws {
    let transport = athena(failing: 9, retryable: true)
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).athena.run("SELECT 1", workgroup: "w")
    }
    #expect(error?.isRetryable == true && error?.isPassing == true)
    #expect(error?.description == "Athena StartQueryExecution: QueryFailed: out of order")
    #expect(starts(transport) == 4)
  }

  @Test func aWrongQueryIsNot() async throws {
    let transport = athena(failing: 1, retryable: false)
    await #expect(throws: QueryFailure(reason: "out of order")) {
      try await AWS.fake(transport, clock: clock).athena.run("SELECT 1", workgroup: "w")
    }
    #expect(starts(transport) == 1)
  }

  /// Half of its rows may be there.
  @Test(arguments: ["INSERT INTO t VALUES 1", "CREATE TABLE t AS SELECT 1", "UNLOAD (SELECT 1) TO 's3://b/'"])
  func whatWritesIsNot(_ sql: String) async throws {
    let transport = athena(failing: 1, retryable: true)
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport, clock: clock).athena.run(sql, workgroup: "w")
    }
    #expect(error?.isRetryable == true)
    #expect(starts(transport) == 1)
  }

  @Test func aLookThatIsThrottledEndsNoQuery() async throws {
    let transport = FakeTransport { request, number in
      switch request.headers["X-Amz-Target"]?.split(separator: ".").last {
      case "StartQueryExecution": .json(#"{"QueryExecutionId":"q"}"#)
      case "GetQueryExecution":
        number < 4
          ? .json(#"{"__type":"ThrottlingException"}"#, status: 400)
          : .json(#"{"QueryExecution":{"Status":{"State":"SUCCEEDED"}}}"#)
      default: .json(#"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"1"}]}]}}"#)
      }
    }
    #expect(try await AWS.fake(transport, clock: clock).athena.run("SELECT 1", workgroup: "w").rows == [["1"]])
    #expect(starts(transport) == 1)
  }
}
