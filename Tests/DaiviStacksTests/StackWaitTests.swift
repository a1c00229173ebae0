import DaiviAWS
import DaiviProtocol
import Testing

@testable import DaiviStacks

/// What CloudFormation works on for an hour is waited for through everything that is gone in a moment.
@Suite(.timeLimit(.minutes(10))) struct StackWaitTests {
  typealias Reply = ScriptedCloudFormation.Reply

  /// One more than the client repeats by itself.
  static let disturbances: [[Reply]] = [
    Array(repeating: .throttled, count: 4), Array(repeating: .broken, count: 4), Array(repeating: .silence, count: 7),
  ]

  @Test(arguments: disturbances) func aDeploymentIsFollowedToItsEnd(_ disturbance: [Reply]) async throws {
    let account = ScriptedCloudFormation([
      "DescribeStacks": [.stack("UPDATE_COMPLETE")] + disturbance + [.stack("UPDATE_COMPLETE")],
      "DescribeChangeSet": disturbance + [.ready],
      "DescribeStackEvents": disturbance + [.ended("UPDATE_COMPLETE")],
    ])
    #expect(try await account.deployed().detail == "0 resources")
    #expect(account.requests("ExecuteChangeSet").count == 1)
  }

  @Test(arguments: disturbances) func whatSomebodyElseBeganIsWaitedFor(_ disturbance: [Reply]) async throws {
    let account = ScriptedCloudFormation([
      "DescribeStacks": [.stack("UPDATE_IN_PROGRESS")] + disturbance + [.stack("UPDATE_COMPLETE")],
      "DescribeChangeSet": [.ready], "DescribeStackEvents": [.ended("UPDATE_COMPLETE")],
    ])
    #expect(try await account.deployed().detail == "0 resources")
  }

  @Test(arguments: disturbances) func aDeletionIsFollowedToItsEnd(_ disturbance: [Reply]) async throws {
    let looks = [Reply.stack("UPDATE_COMPLETE"), .stack("UPDATE_COMPLETE"), .stack("DELETE_IN_PROGRESS")]
    let account = ScriptedCloudFormation([
      "DescribeStacks": looks + disturbance + [.stack("DELETE_COMPLETE")],
      "ListStackResources": [.resources([])] + disturbance + [.resources([])],
    ])
    let removal = StackRemoval(name: "s", region: "us-east-1", context: account.context())
    #expect(try await removal.run().detail == "removed")
    #expect(account.requests("DeleteStack").count == 1)
  }

  /// Nothing has begun that would be waited for.
  @Test func aServiceThatNeverAnswersEndsADeploymentAtOnce() async throws {
    let account = ScriptedCloudFormation(["DescribeStacks": [.silence]])
    let error = await #expect(throws: AWSError.self) { try await account.deployed() }
    #expect(error?.code == AWSError.Code.connectionLost)
    #expect(account.requests("DescribeStacks").count == 6)
  }

  @Test func aWaitThatIsCancelledEnds() async throws {
    let account = ScriptedCloudFormation([
      "DescribeStacks": [.stack("UPDATE_COMPLETE")], "DescribeChangeSet": [.ready], "DescribeStackEvents": [.throttled],
    ])
    let deployment = Task { try await account.deployed() }
    while account.requests("DescribeStackEvents").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    deployment.cancel()
    await #expect(throws: CancellationError.self) { try await deployment.value }
  }
}
