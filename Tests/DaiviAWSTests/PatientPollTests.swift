import Synchronization
import Testing

@testable import DaiviAWS

/// A look that fails for a moment is repeated, and one that fails for good is not.
@Suite(.timeLimit(.minutes(10))) struct PatientPollTests {
  private static func failure(_ code: String, _ message: String = "", isRetryable: Bool = true) -> AWSError {
    AWSError(service: "Glue", operation: "GetJobRun", code: code, message: message, isRetryable: isRetryable)
  }
  private static let throttled = failure("ThrottlingException")
  private static let lost = failure(AWSError.Code.connectionLost, "https://glue.us-east-1.amazonaws.com: reset")

  /// Looks, and keeps the pauses instead of making them.
  private final class Looks: Sendable {
    private let failures: @Sendable (Int) -> AWSError?
    private let state = Mutex((count: 0, pauses: [Duration](), told: [String]()))

    /// - Parameter failures: of a look by its number from 1; nil where it succeeds.
    init(_ failures: @escaping @Sendable (Int) -> AWSError?) { self.failures = failures }

    var count: Int { state.withLock { $0.count } }
    var pauses: [Duration] { state.withLock { $0.pauses } }
    var told: [String] { state.withLock { $0.told } }

    func run(silences: Int = PatientPoll.mostSilences) async throws -> String {
      try await PatientPoll.look(
        silences: silences, telling: { line in state.withLock { $0.told.append(line) } },
        pausing: { pause in state.withLock { $0.pauses.append(pause) } },
        {
          let number = state.withLock { state in
            state.count += 1
            return state.count
          }
          if let failure = failures(number) { throw failure }
          return "there"
        })
    }
  }

  @Test func throttlingIsWaitedOutWithGrowingPauses() async throws {
    let looks = Looks { $0 <= 100 ? Self.throttled : nil }
    #expect(try await looks.run(silences: 0) == "there")
    #expect(looks.pauses.prefix(8).map(\.inSeconds) == [0.5, 1, 2, 4, 8, 16, 32, 60])
    #expect(looks.pauses.last == .seconds(60))
    #expect(looks.told.first == "Glue GetJobRun: ThrottlingException; asking again in 0.5 s")
    #expect(looks.told.last == "Glue GetJobRun: ThrottlingException; asking again in 60 s")
  }

  @Test func silenceIsBorneForAWhile() async throws {
    let looks = Looks { $0 <= 20 ? Self.lost : nil }
    #expect(try await looks.run() == "there")
    let endless = Looks { _ in Self.lost }
    let error = await #expect(throws: AWSError.self) { try await endless.run() }
    #expect(error == Self.lost)
    #expect(endless.count == 21)
  }

  @Test func anAnswerBeginsTheCountOfSilencesAnew() async throws {
    let looks = Looks { $0 > 45 ? nil : $0 % 15 == 0 ? Self.throttled : Self.lost }
    #expect(try await looks.run() == "there")
  }

  @Test func beforeAnythingBeganSilenceIsTheEnd() async throws {
    let looks = Looks { _ in Self.lost }
    await #expect(throws: AWSError.self) { try await looks.run(silences: 0) }
    #expect(looks.count == 1)
  }

  @Test func aSandboxThatEndedDoesNotComeBack() async throws {
    let refused = Self.failure(AWSError.Code.cannotConnect, "http://127.0.0.1:4566: Connection refused")
    let looks = Looks { _ in refused }
    await #expect(throws: AWSError.self) { try await looks.run() }
    #expect(looks.count == 6)
  }

  @Test(arguments: [
    failure("EntityNotFoundException", isRetryable: false), failure("ExpiredTokenException"),
    failure("RequestExpired"),
  ])
  func whatDoesNotPassIsThrown(_ error: AWSError) async throws {
    let looks = Looks { _ in error }
    await #expect(throws: error) { try await looks.run() }
    #expect(looks.count == 1)
  }

  @Test func aTaskThatIsCancelledLooksNoMore() async throws {
    let looks = Looks { _ in Self.throttled }
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await looks.run()
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(looks.count == 1)
  }
}
