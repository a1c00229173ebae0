import DaiviModule
import Synchronization
import Testing

@testable import daivi_trade

/// The trade lake: where its job's log is, and what of the job ends with the tables.
@Suite struct TradeTests {
  /// Glue's newest run of the job, and the temporary bucket with versions of objects.
  private final class FakeJob: HTTPTransport {
    private let state = Mutex<(keys: [String], logGroup: String?)>(([], nil))

    init(keys: [String] = [], logGroup: String? = nil) { state.withLock { $0 = (keys, logGroup) } }

    var keys: [String] { state.withLock { $0.keys } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
      state.withLock { state in
        if request.headers["X-Amz-Target"] == "AWSGlue.GetJobRuns" {
          let group = state.logGroup.map { ", \"LogGroupName\": \"\($0)\"" } ?? ""
          return Self.answer(#"{"JobRuns": [{"Id": "jr_1", "JobName": "job"\#(group)}]}"#)
        }
        if request.method == "POST", case .bytes(let bytes) = request.body {
          let text = String(decoding: bytes, as: UTF8.self)
          state.keys.removeAll { text.contains("<Key>\($0)</Key><VersionId>1</VersionId>") }
          return Self.answer("<DeleteResult/>")
        }
        let prefix = request.url.split(separator: "prefix=").last?.split(separator: "&").first.map(String.init) ?? ""
        let found = state.keys.filter { $0.hasPrefix(prefix.replacing("%2F", with: "/")) }
        let versions = found.map { "<Version><Key>\($0)</Key><VersionId>1</VersionId></Version>" }
        return Self.answer("<ListVersionsResult>\(versions.joined())</ListVersionsResult>")
      }
    }

    private static func answer(_ text: String) -> HTTPResponse {
      HTTPResponse(status: 200, headers: [:], body: Array(text.utf8))
    }
  }

  @Test func theLogIsWhereGlueSays() async {
    let group = "/aws-glue/jobs/daivi-test-glue-security-configuration-trade-role/daivi-test-glue-role"
    let job = FakeJob(logGroup: group)
    let hint = await TradeHarness(.test(job, inputs: ["tradeJobName": "job"])).hint()
    #expect(hint.hasSuffix("its log is in the log group \(group)/error, stream jr_1"))
    let unknown = await TradeHarness(.test(FakeJob(), inputs: ["tradeJobName": "job"])).hint()
    #expect(unknown == "does the job run? daivi-host verify trade/start-trade-job")
  }

  @Test func theCheckpointEndsWithTheTablesAndNothingElseDoes() async throws {
    let job = FakeJob(keys: [
      "trade/checkpoint/c1/offsets/0", "trade/checkpoint/c1/commits/0", "trade/status.json", "trade/other",
      "emr/billing-query/rows",
    ])
    let context = StepContext.test(job, inputs: ["glueTempBucket": "temp"])
    #expect(try await StreamState.step.apply(context).detail == "the job keeps it")
    #expect(job.keys.count == 5)
    #expect(try await StreamState.step.destroy(context).detail == "checkpoint removed")
    #expect(job.keys == ["trade/other", "emr/billing-query/rows"])
    #expect(try await StreamState.step.destroy(context).detail == "nothing to remove")
  }

  @Test func theCheckpointGoesLastOfItsTarget() throws {
    let target = try #require(Trade.module.targets.first(where: { $0.name == "deploy-trade" }))
    #expect(target.steps.first?.id == "state")
  }
}
