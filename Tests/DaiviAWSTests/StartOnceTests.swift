import DaiviAWS
import Testing

/// The whole client over real sockets: what becomes of an operation that must happen once.
struct StartOnceTests {
  private func aws(_ server: LoopbackServer) -> AWS {
    AWS(
      AWSConfiguration(
        region: "us-east-1",
        credentials: StaticCredentialsProvider(AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "x")),
        endpoints: .init(all: server.url), retry: RetryPolicy(random: { 0 }),
        transport: HTTPClient(certificateBundle: nil)))
  }

  private func isStart(_ request: LoopbackServer.Request) -> Bool {
    request.headers["X-Amz-Target"] == "AWSGlue.StartJobRun"
  }

  @Test(arguments: [
    LoopbackServer.Reaction.hangUp, .resetAfter([]),
    .resetAfter(Array("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"JobRunId\":".utf8)),
    .answer(status: 500), .answer(status: 502, body: Array("<html>".utf8)),
  ])
  func theServiceSeesOneStartAndTheCallerLearnsThatItIsUnclear(reaction: LoopbackServer.Reaction) async throws {
    let server = try LoopbackServer { request in
      request.headers["X-Amz-Target"] == "AWSGlue.StartJobRun" ? reaction : .answer(body: Array("{}".utf8))
    }
    let glue = aws(server).glue
    // A connection that is kept alive, which libcurl would use and then quietly replace.
    _ = try await glue.getJobRuns(.init(jobName: "j"))
    let error = await #expect(throws: AWSError.self) { try await glue.startJobRun(.init(jobName: "j")) }
    #expect(error?.isAmbiguous == true)
    #expect(server.requests.count(where: isStart) == 1)
  }

  @Test func aQuestionIsRepeatedWithoutFurtherAdo() async throws {
    let server = try LoopbackServer { $0.connection == 0 ? .hangUp : .answer(body: Array("{}".utf8)) }
    _ = try await aws(server).glue.getJobRuns(.init(jobName: "j"))
    #expect(server.requests.count == 2)
  }

  @Test func throttlingStartsNothingAndIsRepeated() async throws {
    let server = try LoopbackServer {
      $0.connection == 0
        ? .answer(status: 400, body: Array(#"{"__type":"ThrottlingException"}"#.utf8))
        : .answer(body: Array(#"{"JobRunId":"jr_1"}"#.utf8))
    }
    #expect(try await aws(server).glue.startJobRun(.init(jobName: "j")).jobRunId == "jr_1")
  }
}
