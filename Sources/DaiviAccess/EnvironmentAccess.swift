import DaiviAWS
import DaiviEngine
import DaiviProtocol

/// Who a command acts as in an environment: the standard AWS chain, or the sandbox's well-known keys.
public struct EnvironmentAccess: Sendable {
  public let environment: DeploymentEnvironment
  private let provider: any CredentialsProvider

  public init(_ environment: DeploymentEnvironment) {
    self.environment = environment
    if environment.isSandbox {
      // The emulator takes the account from the access key; there is nothing to keep secret.
      provider = StaticCredentialsProvider(
        AWSCredentials(
          accessKeyID: environment.module.account, secretAccessKey: "sandbox", source: "the sandbox"))
    } else {
      provider = CredentialsChain.standard(AWSMachine.current(), region: environment.module.primaryRegion)
    }
  }

  /// AWS in the primary region.
  public var aws: AWS { AWS(environment: environment.module, credentials: provider) }

  /// Credentials for a module. Throws `CommandError` (exit 4) with what was tried.
  public func scopedCredentials() async throws -> ScopedCredentials {
    do {
      let value = try await provider.credentials()
      return ScopedCredentials(
        accessKeyID: value.accessKeyID, secretAccessKey: value.secretAccessKey, sessionToken: value.sessionToken)
    } catch let error as CredentialsError {
      throw CommandError(.credentials, "\(error)")
    }
  }

  /// On AWS: the credentials must be the environment's account's. The sandbox has only one account and is not asked.
  public func checkAccount() async throws {
    if environment.isSandbox { return }
    let found: String?
    do {
      _ = try await scopedCredentials()
      found = try await aws.sts.getCallerIdentity().account
    } catch let error as AWSError {
      throw CommandError(.credentials, "cannot find out whose credentials these are: \(error)")
    }
    guard found == environment.module.account else {
      throw CommandError(
        .credentials,
        "the credentials are of account \(found ?? "?"), the environment is account \(environment.module.account); "
          + "choose another profile (AWS_PROFILE) or another --env")
    }
  }
}

extension AWS {
  /// AWS as an environment has it: its primary region, its endpoints.
  public init(environment: ModuleEnvironment, credentials: any CredentialsProvider) {
    self.init(
      AWSConfiguration(
        region: environment.primaryRegion, credentials: credentials,
        endpoints: AWSEndpointOverrides(
          all: environment.endpoints[""], services: environment.endpoints.filter { !$0.key.isEmpty })))
  }
}
