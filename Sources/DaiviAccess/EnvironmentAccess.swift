import DaiviAWS
import DaiviEngine
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Who a command acts as in an environment: the standard AWS chain, or the sandbox's well-known keys; and, where the
/// environment names a deploy role, sessions of that role.
public struct EnvironmentAccess: Sendable {
  public let environment: DeploymentEnvironment
  /// Who started the command.
  private let caller: any CredentialsProvider
  /// Who the command acts as.
  private let provider: any CredentialsProvider

  public init(_ environment: DeploymentEnvironment) {
    self.init(environment, caller: Self.caller(environment))
  }

  init(_ environment: DeploymentEnvironment, caller: any CredentialsProvider) {
    self.environment = environment
    self.caller = caller
    provider = CachedCredentials(Self.session(environment, caller: caller, policy: nil) ?? caller)
  }

  private static func caller(_ environment: DeploymentEnvironment) -> any CredentialsProvider {
    if environment.isSandbox {
      // The emulator takes the account from the access key; there is nothing to keep secret.
      return StaticCredentialsProvider(
        AWSCredentials(
          accessKeyID: environment.module.account, secretAccessKey: "sandbox", source: "the sandbox"))
    }
    // Looking for them may start a process or ask a server, which no request of its own should do.
    return CachedCredentials(
      CredentialsChain.standard(AWSMachine.current(), region: environment.module.primaryRegion))
  }

  /// nil where no deploy role is set.
  private static func session(
    _ environment: DeploymentEnvironment, caller: any CredentialsProvider, policy: String?
  ) -> (any CredentialsProvider)? {
    environment.deployRole.map {
      DeployRoleCredentials(
        role: $0, sessionName: "daivi-\(environment.module.env)",
        caller: AWS(environment: environment.module, credentials: caller), policy: policy)
    }
  }

  /// AWS in the primary region.
  public var aws: AWS { AWS(environment: environment.module, credentials: provider) }

  /// Where a module's credentials come from, each time anew.
  private func source(for actions: [String]) -> any CredentialsProvider {
    let policy = SessionPolicy.document(actions + SessionPolicy.ofEveryModule)
    return Self.session(environment, caller: caller, policy: policy) ?? caller
  }

  /// Credentials for a module that runs in this process: kept while they last, then renewed.
  /// - Parameter actions: as for `scopedCredentials(for:)`.
  public func provider(for actions: [String]) -> any CredentialsProvider {
    CachedCredentials(source(for: actions))
  }

  /// Credentials to hand to a module. Throws `CommandError` (exit 4) with what was tried.
  /// - Parameter actions: what its manifest says it needs; with a deploy role the session is limited to that.
  public func scopedCredentials(for actions: [String]) async throws -> ScopedCredentials {
    do {
      let value = try await source(for: actions).credentials()
      return ScopedCredentials(
        accessKeyID: value.accessKeyID, secretAccessKey: value.secretAccessKey, sessionToken: value.sessionToken,
        expiration: value.expiration.map { Timestamp.text($0) })
    } catch let error as CredentialsError {
      throw CommandError(.credentials, "\(error)")
    }
  }

  /// On AWS: the credentials must be the environment's account's. The sandbox has only one account and is not asked.
  public func checkAccount() async throws {
    if environment.isSandbox && environment.deployRole == nil { return }
    let found: String?
    do {
      found = try await aws.sts.getCallerIdentity().account
    } catch let error as AWSError where error.code == AWSError.Code.noCredentials {
      throw CommandError(.credentials, error.message)
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
  /// - Parameter userAgent: by which CloudTrail tells who sent a request.
  public init(
    environment: ModuleEnvironment, credentials: any CredentialsProvider, userAgent: String = "daivi"
  ) {
    self.init(
      AWSConfiguration(
        region: environment.primaryRegion, credentials: credentials,
        endpoints: AWSEndpointOverrides(
          all: environment.endpoints[""], services: environment.endpoints.filter { !$0.key.isEmpty }),
        userAgent: userAgent))
  }
}
