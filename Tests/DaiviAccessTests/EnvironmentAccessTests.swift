import DaiviAWS
import DaiviEngine
import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviAccess

/// Where credentials come from in an environment.
@Suite struct EnvironmentAccessTests {
  /// Other keys at each call. The actor guards their number.
  private actor Caller: CredentialsProvider {
    private var calls = 0
    private let lifetime: TimeInterval

    init(lifetime: TimeInterval) { self.lifetime = lifetime }

    func credentials() -> AWSCredentials {
      calls += 1
      return AWSCredentials(
        accessKeyID: "KEY\(calls)", secretAccessKey: "secret", expiration: Date(timeIntervalSinceNow: lifetime))
    }
  }

  private func access(_ caller: any CredentialsProvider) -> EnvironmentAccess {
    let environment = ModuleEnvironment(
      app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
      secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:])
    return EnvironmentAccess(DeploymentEnvironment(module: environment, sandboxID: nil), caller: caller)
  }

  @Test func aModuleInThisProcessKeepsItsKeysWhileTheyLast() async throws {
    let provider = access(Caller(lifetime: 3600)).provider(for: [])
    #expect(try await provider.credentials().accessKeyID == "KEY1")
    #expect(try await provider.credentials().accessKeyID == "KEY1")
  }

  @Test func aModuleInThisProcessGetsNewKeysBeforeTheyEnd() async throws {
    let provider = access(Caller(lifetime: 60)).provider(for: [])
    #expect(try await provider.credentials().accessKeyID == "KEY1")
    #expect(try await provider.credentials().accessKeyID == "KEY2")
  }

  @Test func whatIsHandedToAModuleIsAskedForAnew() async throws {
    let access = access(Caller(lifetime: 3600))
    #expect(try await access.scopedCredentials(for: []).accessKeyID == "KEY1")
    #expect(try await access.scopedCredentials(for: []).accessKeyID == "KEY2")
  }
}
