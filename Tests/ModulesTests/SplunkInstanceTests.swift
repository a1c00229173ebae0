import DaiviModule
import Synchronization
import Testing

@testable import daivi_splunk

/// An instance that somebody stopped is started, or the reason why not is told.
@Suite(.timeLimit(.minutes(10))) struct SplunkInstanceTests {
  @Test func itIsFollowedUntilItRuns() async throws {
    let ec2 = FakeInstance(states: "stopped", "stopped", "pending", "running")
    let done = try await runningInstance.apply(.test(ec2, inputs: ["instanceId": "i-1"]))
    #expect(done.detail == "started i-1")
    #expect(ec2.starts == 1)
  }

  @Test func anInstanceThatStopsAgainFailsWithTheReason() async throws {
    let ec2 = FakeInstance(states: "stopped", "stopped", "pending", "stopped")
    let error = await #expect(throws: StepError.self) {
      try await runningInstance.apply(.test(ec2, inputs: ["instanceId": "i-1"]))
    }
    #expect(error?.message == "i-1 did not start, it is stopped: Server.InternalError; Client error on launch")
  }
}

/// One instance in memory, whose states are told one after another.
private final class FakeInstance: HTTPTransport {
  private let state: Mutex<(states: [String], starts: Int)>

  init(states: String...) { state = Mutex((states, 0)) }

  var starts: Int { state.withLock { $0.starts } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let form = if case .bytes(let bytes) = request.body { String(decoding: bytes, as: UTF8.self) } else { "" }
    return state.withLock { state in
      if form.contains("Action=DescribeInstanceStatus") {
        let name = state.states.count > 1 ? state.states.removeFirst() : state.states[0]
        return Self.xml(
          "DescribeInstanceStatus",
          "<instanceStatusSet><item><instanceId>i-1</instanceId><instanceState><name>\(name)</name></instanceState>"
            + "</item></instanceStatusSet>")
      }
      if form.contains("Action=DescribeInstances") {
        return Self.xml(
          "DescribeInstances",
          "<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><reason>Server.InternalError</reason>"
            + "<stateReason><message>Client error on launch</message></stateReason></item></instancesSet></item>"
            + "</reservationSet>")
      }
      state.starts += form.contains("Action=StartInstances") ? 1 : 0
      return Self.xml("StartInstances", "")
    }
  }

  private static func xml(_ operation: String, _ result: String) -> HTTPResponse {
    let text = "<\(operation)Response>\(result)</\(operation)Response>"
    return HTTPResponse(status: 200, headers: ["Content-Type": "text/xml"], body: Array(text.utf8))
  }
}
