import DaiviEngine
import DaiviProtocol

/// What a user asked for on the command line or in `DAIVI_*` variables; nil: not said.
public struct ConfigurationChoice: Hashable, Sendable {
  public var app: String?
  public var env: String?
  public var account: String?
  public var primaryRegion: String?
  public var secondaryRegion: String?
  public var adminRole: String?
  /// One of `IdentitySource`'s values.
  public var identityCenter: String?

  public init() {}

  /// Flags win over variables.
  public init(flags: ConfigurationChoice, variables: [String: String]) {
    app = flags.app ?? variables["DAIVI_APP"]
    env = flags.env ?? variables["DAIVI_ENV"]
    account = flags.account ?? variables["DAIVI_ACCOUNT"]
    primaryRegion = flags.primaryRegion ?? variables["DAIVI_PRIMARY_REGION"]
    secondaryRegion = flags.secondaryRegion ?? variables["DAIVI_SECONDARY_REGION"]
    adminRole = flags.adminRole ?? variables["DAIVI_ADMIN_ROLE"]
    identityCenter = flags.identityCenter ?? variables["DAIVI_IDENTITY_CENTER"]
  }
}

/// The environment a command works on, checked, before the sandbox or AWS was asked anything.
public struct ResolvedConfiguration: Hashable, Sendable {
  public var environment: ModuleEnvironment
  /// True when it is deployed to the local sandbox.
  public var isSandbox: Bool
  public var parameters: [String: [String: String]]
  public var limits: [String: Int]
  /// Whether every machine works on one ledger in S3.
  public var sharesLedger: Bool
  /// ARN of the role that is assumed to deploy; nil: the caller's own credentials are used.
  public var deployRole: String?

  /// `<app>-<env>`: the environment's directory, and its key in daivi.lock.
  public var environmentName: String { "\(environment.app)-\(environment.env)" }

  /// The account the sandbox pretends to be.
  public static let sandboxAccount = "123456789012"
  static let defaultApp = "daivi"
  static let defaultPrimaryRegion = "us-east-1"
  static let defaultSecondaryRegion = "us-west-2"
  static let defaultAdminRole = "Admin"

  /// Flags > variables > the environment's own settings > shared settings > defaults. Throws `CommandError` (usage).
  public init(file: ConfigurationFile, choice: ConfigurationChoice, fileName: String) throws {
    let env = choice.env ?? file.env ?? "local"
    if !file.environments.isEmpty, file.environments[env] == nil, env != "local", choice.account == nil {
      let nearest = NearestName.find(env, in: file.environments.keys).map { ", did you mean '\($0)'?" } ?? ""
      throw CommandError(.usage, "\(fileName) has no environment '\(env)'\(nearest)")
    }
    let own = file.environments[env] ?? ConfigurationFile.Settings()
    let shared = file.shared
    // An environment that says it is the sandbox does not mean the account that the others share. Nor does 'local' where
    // others are named and it is not among them: nobody put it into an account.
    let isOutside =
      own.sandbox == true || (file.environments[env] == nil && !file.environments.isEmpty && env == "local")
    let account = choice.account ?? own.account ?? (isOutside ? nil : shared.account)
    isSandbox = own.sandbox ?? shared.sandbox ?? (account == nil)
    let primary = choice.primaryRegion ?? own.primaryRegion ?? shared.primaryRegion ?? Self.defaultPrimaryRegion
    environment = ModuleEnvironment(
      app: choice.app ?? own.app ?? shared.app ?? Self.defaultApp,
      env: env,
      account: account ?? Self.sandboxAccount,
      partition: Regions.partition(of: primary),
      primaryRegion: primary,
      secondaryRegion: choice.secondaryRegion ?? own.secondaryRegion ?? shared.secondaryRegion
        ?? Self.defaultSecondaryRegion,
      adminRole: choice.adminRole ?? own.adminRole ?? shared.adminRole ?? Self.defaultAdminRole,
      tags: shared.tags.merging(own.tags) { $1 },
      settings: shared.settings.merging(own.settings) { $1 })
    if let source = choice.identityCenter {
      if let fault = IdentitySource.fault(source) { throw CommandError(.usage, fault) }
      environment.settings[IdentitySource.setting] = source
    }
    if isSandbox {
      environment.settings.merge([
        IdentitySource.setting: IdentitySource.standard(isSandbox: true), SandboxAccount.setting: "true",
      ]) { own, _ in own }
    }
    parameters = shared.parameters.merging(own.parameters) { $0.merging($1) { $1 } }
    limits = shared.limits.merging(own.limits) { $1 }
    sharesLedger = own.sharesLedger ?? shared.sharesLedger ?? false
    deployRole = own.deployRole ?? (isOutside && shared.account != nil ? nil : shared.deployRole)
    do throws(InvalidValue) {
      try NameRules.check(
        app: environment.app, env: environment.env, account: environment.account,
        primaryRegion: environment.primaryRegion, secondaryRegion: environment.secondaryRegion)
    } catch {
      throw CommandError(.usage, "\(error)")
    }
    if let deployRole {
      let start = "arn:\(environment.partition):iam::\(environment.account):role/"
      guard deployRole.hasPrefix(start), deployRole.count > start.count else {
        throw CommandError(
          .usage, "deployRole must be the ARN of a role of the account, \(start)NAME, not '\(deployRole)'")
      }
    }
    environment.tags["Application"] = environment.app
    environment.tags["Environment"] = environment.env
    if isSandbox && environment.account != Self.sandboxAccount {
      throw CommandError(
        .usage, "the sandbox is account \(Self.sandboxAccount); leave 'account' out of environment '\(env)'")
    }
  }
}
