import DaiviLedger
import DaiviProtocol
import DaiviSystem
import Synchronization
import Testing

@testable import DaiviEngine

/// What is recorded of one place is not given up by the way.
@Suite(.timeLimit(.minutes(10))) struct EnvironmentMoveTests {
  private final class Place: Sendable {
    let directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-move-\(UInt64.random(in: 0 ... .max))")
    deinit { try? Files.removeAll(directory) }
  }

  private final class Questions: Sendable {
    let asked = Mutex<[String]>([])
  }

  private let place = Place()
  private let questions = Questions()
  private var asked: [String] { questions.asked.withLock { $0 } }

  private func environment(
    region: String = "us-east-1", endpoint: String? = nil, sandbox: String? = nil
  ) -> DeploymentEnvironment {
    var module = EngineLab.environment
    module.primaryRegion = region
    module.endpoints[""] = endpoint
    return DeploymentEnvironment(module: module, sandboxID: sandbox)
  }

  private func open(
    _ kind: DeploymentKind, _ environment: DeploymentEnvironment, agrees: Bool = true
  ) async throws -> DeploySession {
    while true {
      do {
        return try await DeploySession.open(
          directory: place.directory, environment: environment, kind: kind, selection: [], command: "test",
          version: "1.0.0", access: .deploy
        ) { move in
          questions.asked.withLock { $0.append("\(move)") }
          if !agrees { throw CommandError(.interrupted, "no") }
        }
      } catch let error as CommandError where error.status == .locked {
        // A process that another test starts at this moment holds what is open here until it is another program.
        await Task.yield()
      }
    }
  }

  /// A deploy that left one target behind.
  private func deploy(to environment: DeploymentEnvironment) async throws {
    let session = try await open(.deploy, environment)
    try await session.ledger.setTargetState(
      TargetState(module: "m", target: "t", status: .done, fingerprint: "f", moduleVersion: "1.0.0"))
    try await session.ledger.finish(session.deployment, outcome: .succeeded)
  }

  private func targets(in environment: DeploymentEnvironment) async throws -> [String] {
    try await open(.verify, environment).ledger.targetStates().map(\.target)
  }

  @Test(arguments: [DeploymentKind.plan, .verify, .destroy])
  func onlyADeployLeavesAPlace(_ kind: DeploymentKind) async throws {
    try await deploy(to: environment())
    for (other, words) in [
      (environment(region: "eu-west-1"), "primary region us-east-1, not primary region eu-west-1"),
      (environment(endpoint: "http://proxy"), "AWS's own endpoints, not endpoint http://proxy"),
    ] {
      let refused = CommandError(
        .usage, "'daivi-test' is recorded in \(words); daivi-host deploy begins anew there")
      await #expect(throws: refused) { try await open(kind, other) }
    }
    #expect(try await targets(in: environment()) == ["t"])
    #expect(asked.isEmpty)
  }

  @Test func aDeployThatIsNotAgreedToLeavesEverythingAsItWas() async throws {
    try await deploy(to: environment())
    let other = environment(region: "eu-west-1")
    await #expect(throws: CommandError(.interrupted, "no")) { try await open(.deploy, other, agrees: false) }
    #expect(try await targets(in: environment()) == ["t"])
    _ = try await open(.deploy, other)
    #expect(asked.count == 2)
    #expect(try await targets(in: other) == [])
  }

  @Test(arguments: [DeploymentKind.verify, .deploy])
  func aSandboxThatWasMadeAnewIsNoQuestion(_ kind: DeploymentKind) async throws {
    try await deploy(to: environment(endpoint: "http://127.0.0.1:1", sandbox: "one"))
    let new = try await open(kind, environment(endpoint: "http://127.0.0.1:2", sandbox: "two"))
    #expect(try await new.ledger.targetStates().isEmpty)
    #expect(asked.isEmpty)
  }

  @Test func whereNothingIsDeployedNothingIsLost() async throws {
    _ = try await open(.plan, environment())
    _ = try await open(.plan, environment(region: "eu-west-1"))
    #expect(asked.isEmpty)
  }

  @Test func aLockThatCannotBeUsedIsNobodyElsesDeploy() throws {
    #expect(LockError.unusable(path: "p", why: "w").status == .usage)
    #expect(LockError.held(by: nil, path: "p").status == .locked)
  }
}
