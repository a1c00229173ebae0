import DaiviAWS
import DaiviEngine
import DaiviProtocol
import DaiviSystem
import FoundationEssentials
import Synchronization
import Testing

@testable import DaiviModule

/// A step whose session ends in the middle of its work, from the host's side of the connection.
@Suite(.timeLimit(.minutes(10))) struct SessionRenewalTests {
  private static let module = Module("m", version: "1.0.0", title: "M") {
    Target("t", "T") {
      Custom(
        "ask", "ask", checks: [],
        apply: { context in StepSuccess(detail: try await context.aws.sts.getCallerIdentity().account) },
        verify: { _ in [] })
    }
  }

  /// AWS, which knows one session; and what it was asked with.
  private final class Account: HTTPTransport {
    private let seen = Mutex<[String]>([])
    private let refused: AsyncStream<Void>.Continuation
    /// One element a refusal.
    let refusals: AsyncStream<Void>

    init() { (refusals, refused) = AsyncStream.makeStream() }

    var sessions: [String] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
      let session = request.headers["X-Amz-Security-Token"] ?? "none"
      seen.withLock { $0.append(session) }
      if session == "good" {
        let result = "<GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult>"
        return HTTPResponse(
          status: 200, body: Array("<GetCallerIdentityResponse>\(result)</GetCallerIdentityResponse>".utf8))
      }
      refused.yield()
      let error = "<Error><Code>ExpiredToken</Code><Message>The security token is expired</Message></Error>"
      return HTTPResponse(status: 403, body: Array("<ErrorResponse>\(error)</ErrorResponse>".utf8))
    }
  }

  private func session(_ name: String) -> ScopedCredentials {
    ScopedCredentials(
      accessKeyID: "ASIA", secretAccessKey: "secret", sessionToken: name,
      expiration: Timestamp.text(Date().addingTimeInterval(3600)))
  }

  /// A session that ended, after which no other came in time.
  private struct Ended: CredentialsProvider {
    func credentials() async throws -> AWSCredentials {
      throw CredentialsError(provider: "host", message: "the session has expired")
    }
  }

  private func connect(
    _ account: Account, _ credentials: ScopedCredentials?, as other: (any CredentialsProvider)? = nil
  ) async throws -> RPCModuleConnection {
    let (ours, theirs) = InMemoryTransport.pair()
    let server = RPCServer(Self.module, transport: theirs) { environment, provider in
      AWS(
        AWSConfiguration(
          region: environment.primaryRegion, credentials: other ?? provider, transport: account,
          clock: AWSClock(now: AWSClock.system.now, sleep: { _ in })))
    }
    Task { try await server.serve() }
    return try await RPCModuleConnection(
      client: RPCClient(transport: ours, module: "m"), module: "m",
      initialize: InitializeParams(
        host: PeerInfo(name: "test", version: "1"), environment: testEnvironment, credentials: credentials,
        parameters: [:], workDirectory: "/nowhere"))
  }

  private func apply(_ connection: RPCModuleConnection) async throws -> StepApplyResult {
    try await connection.apply(
      StepApplyParams(target: "t", step: "ask", token: "token"), maxSeconds: 60, progress: { _ in })
  }

  @Test func itGoesOnWithTheNextOne() async throws {
    let account = Account()
    let connection = try await connect(account, session("ended"))
    async let result = apply(connection)
    for await _ in account.refusals { break }
    try await connection.client.notify(Method.credentials, CredentialsParams(credentials: session("good")))
    #expect(try await result.outcome == .succeeded)
    #expect(account.sessions == ["ended", "good"])
  }

  /// A job that it began goes on: the next deploy asks for it.
  @Test func withoutANextOneTheAttemptStaysOpen() async throws {
    let connection = try await connect(Account(), session("ended"), as: Ended())
    let result = try await apply(connection)
    #expect(result.outcome == .unknown)
    #expect(result.error?.message.contains("the session has expired") == true)
  }

  @Test func whereThereNeverWereAnyItFails() async throws {
    let account = Account()
    let result = try await apply(try await connect(account, nil))
    #expect(result.outcome == .failed)
    #expect(result.error?.code == AWSError.Code.noCredentials)
    #expect(account.sessions.isEmpty)
  }
}
