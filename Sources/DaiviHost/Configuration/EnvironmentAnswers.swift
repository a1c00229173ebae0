import DaiviEngine

/// What `init` asks of one environment.
public struct EnvironmentAnswers: Hashable, Sendable {
  public var env: String
  /// 12 digits; nil for the local sandbox, which has an account of its own.
  public var account: String?
  public var app: String
  public var primaryRegion: String
  public var secondaryRegion: String
  /// Name of the role, not its ARN.
  public var adminRole: String
  /// One of `IdentitySource`'s values, or `none`.
  public var identityCenter: String

  public init(
    env: String, account: String?, app: String, primaryRegion: String, secondaryRegion: String, adminRole: String,
    identityCenter: String
  ) {
    self.env = env
    self.account = account
    self.app = app
    self.primaryRegion = primaryRegion
    self.secondaryRegion = secondaryRegion
    self.adminRole = adminRole
    self.identityCenter = identityCenter
  }

  public var isSandbox: Bool { account == nil }
}

/// One question of `init`, in the order they are asked: the environment first, because the other defaults are its own.
public enum EnvironmentQuestion: String, CaseIterable, Hashable, Sendable {
  case env, account, app, primaryRegion, secondaryRegion, adminRole, identityCenter

  /// What a person reads.
  public var text: String {
    switch self {
    case .env: "Environment, part of every name (such as dev or ab1)"
    case .account: "AWS account, 12 digits, or 'sandbox' for the local emulator"
    case .app: "App, first part of every name"
    case .primaryRegion: "Primary region, where the platform runs"
    case .secondaryRegion: "Secondary region, where replicas go"
    case .adminRole: "Admin role, which administers Lake Formation and logs in to the console"
    case .identityCenter: "Where users come from (account, organization, discover, bring-your-own or none)"
    }
  }

  /// What to pass where nobody can be asked.
  public var flag: String {
    switch self {
    case .env: "--env"
    case .account: "--account (or --sandbox)"
    case .app: "--app"
    case .primaryRegion: "--primary-region"
    case .secondaryRegion: "--secondary-region"
    case .adminRole: "--admin-role"
    case .identityCenter: "--identity-center"
    }
  }

  /// Why an answer cannot be used, given those before it; nil when it can.
  func fault(_ answer: String, in answers: EnvironmentAnswers) -> String? {
    var all = answers
    switch self {
    case .env:
      // The app is asked later; its length is looked at then.
      all = .anything(env: answer)
    case .account:
      if answer == Self.sandboxWord { return nil }
      all = .anything(env: "a", account: answer)
    case .app:
      all = .anything(env: answers.env, app: answer)
    case .primaryRegion:
      all = .anything(env: "a", primary: answer)
    case .secondaryRegion:
      all = .anything(env: "a", primary: answers.primaryRegion)
      all.secondaryRegion = answer
    case .adminRole:
      return Self.roleFault(answer)
    case .identityCenter:
      return IdentitySource.fault(answer)
    }
    do throws(InvalidValue) {
      try NameRules.check(
        app: all.app, env: all.env, account: all.account ?? ResolvedConfiguration.sandboxAccount,
        primaryRegion: all.primaryRegion, secondaryRegion: all.secondaryRegion)
      return nil
    } catch {
      return error.description
    }
  }

  /// The answer to the account's question that means the emulator.
  static let sandboxWord = "sandbox"

  /// IAM, CreateRole: letters, digits and `+=,.@_-`, 64 at most.
  private static func roleFault(_ name: String) -> String? {
    if name.contains("/") || name.contains(":") {
      return "adminRole '\(name)' must be the role's name alone, without path and ARN"
    }
    let allowed = name.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "+=,.@_-".unicodeScalars.contains($0)
    }
    return allowed && (1...64).contains(name.count)
      ? nil : "adminRole '\(name)' is no name of an IAM role: letters, digits and +=,.@_-, 64 at most"
  }
}

extension EnvironmentAnswers {
  /// Values without a fault in the place of what is not asked yet.
  fileprivate static func anything(
    env: String, app: String = "a", account: String? = nil, primary: String = "us-east-1"
  ) -> EnvironmentAnswers {
    let partition = Regions.partition(of: primary)
    let other = Regions.all.sorted().first { $0 != primary && Regions.partition(of: $0) == partition }
    return EnvironmentAnswers(
      env: env, account: account, app: app, primaryRegion: primary, secondaryRegion: other ?? "us-west-2",
      adminRole: "Admin", identityCenter: IdentitySource.noneWord)
  }
}
