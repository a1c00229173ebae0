import DaiviAWS
import DaiviEngine
import DaiviProtocol
import Testing

@testable import DaiviModule

/// A module that runs alone speaks to itself over one connection, with keys that renew themselves.
@Suite(.timeLimit(.minutes(10))) struct InProcessConnectionsTests {
  /// Keys that cannot be had, so that nothing is sent.
  private struct NoKeys: CredentialsProvider {
    func credentials() async throws -> AWSCredentials {
      throw CredentialsError(provider: "test", message: "it was asked")
    }
  }

  private static let module = Module("m", version: "1.0.0", title: "M") {
    Target("t", "T") {
      Custom(
        "ask", "ask", checks: [],
        apply: { context in StepSuccess(detail: try await context.aws.sts.getCallerIdentity().account) },
        verify: { _ in [] })
    }
  }

  private static let params = InitializeParams(
    host: PeerInfo(name: "daivi-m", version: "1.0.0"), environment: testEnvironment, credentials: nil,
    parameters: [:], workDirectory: "/nowhere")

  @Test func whatFailedOrEndedIsMadeAgain() async throws {
    let told = Told()
    let connections = InProcessConnections(Self.module) {
      told.tell("prepared")
      if told.all.count == 1 { throw CommandError(.failed, "not yet") }
      return (Self.params, NoKeys())
    }
    await #expect(throws: CommandError(.failed, "not yet")) { _ = try await connections.connection(to: "m") }
    let first = try #require(try await connections.connection(to: "m") as? RPCModuleConnection)
    await first.client.end(ConnectionError.closed(module: "m"))
    let second = try #require(try await connections.connection(to: "m") as? RPCModuleConnection)
    #expect(await !second.client.hasEnded)
    #expect(told.all.count == 3)
  }

  @Test func requestsAreSignedByTheProviderAndTheSessionIsPreparedOnce() async throws {
    let told = Told()
    let connections = InProcessConnections(Self.module) {
      told.tell("prepared")
      return (Self.params, NoKeys())
    }
    #expect(told.all.isEmpty)
    async let one = connections.connection(to: "m")
    async let two = connections.connection(to: "m")
    _ = try await two
    let result = try await one.apply(
      StepApplyParams(target: "t", step: "ask", token: "token"), maxSeconds: 60, progress: { _ in })
    #expect(result.error?.message.contains("it was asked") == true)
    #expect(told.all == ["prepared"])
  }
}
