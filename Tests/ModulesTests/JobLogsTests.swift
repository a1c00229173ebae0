import DaiviModule
import Synchronization
import Testing

/// The log groups that Glue made for a lake's jobs go with the lake, and those of others stay.
@Suite struct JobLogsTests {
  private static let groups = [
    "/aws-glue/jobs/error", "/aws-glue/jobs/logs-v2",
    "/aws-glue/jobs/daivi-test-glue-security-configuration-role/daivi-test-glue-role/error",
    "/aws-glue/jobs/daivi-test-glue-security-configuration-role/daivi-test-glue-role/output",
    "/aws-glue/jobs/daivi-test-glue-security-configuration-price-role/daivi-test-glue-role/error",
    "/aws-glue/jobs/daivi-prod-glue-security-configuration-role/daivi-prod-glue-role/error",
    "/aws-glue/jobs/logs-v2-daivi-prod-glue-security-configuration",
    "/aws-glue/jobs/logs-v2-daivi-test-glue-security-configuration",
    "/aws-glue/jobs/logs-v2-daivi-test-glue-security-configuration-price",
  ]

  @Test func thoseOfTheConfigurationGo() async throws {
    let logs = FakeLogs(Self.groups)
    let done = try await JobLogs(of: "{app}-{env}-glue-security-configuration").destroy(.test(logs))
    #expect(logs.groups == [0, 1, 4, 5, 6, 8].map { Self.groups[$0] })
    #expect(done.detail?.hasPrefix("removed /aws-glue/jobs/daivi-test-") == true)
  }

  @Test func anotherConfigurationsAreAnothers() async throws {
    let logs = FakeLogs(Self.groups)
    _ = try await JobLogs(of: "{app}-{env}-glue-security-configuration-price").destroy(.test(logs))
    #expect(logs.groups == [0, 1, 2, 3, 5, 6, 7].map { Self.groups[$0] })
  }

  @Test func noneIsNoError() async throws {
    let done = try await JobLogs(of: "{app}-{env}-glue-security-configuration").destroy(.test(FakeLogs([])))
    #expect(done.detail == "there are none")
  }
}

/// CloudWatch Logs in memory, which lists three groups a page.
private final class FakeLogs: HTTPTransport {
  private let state: Mutex<[String]>

  init(_ groups: [String]) { state = Mutex(groups) }

  var groups: [String] { state.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let body: [UInt8] = if case .bytes(let bytes) = request.body { bytes } else { [] }
    let input = try AWSDocument(json: body)
    let isDeletion = request.headers["X-Amz-Target"]?.hasSuffix(".DeleteLogGroup") == true
    let answer = state.withLock { groups -> AWSDocument in
      if isDeletion {
        groups.removeAll { $0 == input["logGroupName"]?.string }
        return [:]
      }
      let prefix = input["logGroupNamePrefix"]?.string ?? ""
      let rest = groups.filter { $0.hasPrefix(prefix) && $0 > input["nextToken"]?.string ?? "" }.sorted()
      var page: AWSDocument = ["logGroups": .array(rest.prefix(3).map { ["logGroupName": .string($0)] })]
      if rest.count > 3 { page["nextToken"] = .string(rest[2]) }
      return page
    }
    return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: try answer.json())
  }
}
