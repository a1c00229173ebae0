import ArgumentParser
import DaiviConsole
import DaiviHost

/// Which environment and which modules a command works on; the same on every command.
struct EnvironmentOptions: ParsableArguments {
  @Option(help: "Environment of daivi.yaml (DAIVI_ENV); 'local' is the sandbox.")
  var env: String?

  @Option(help: "First part of every name (DAIVI_APP).")
  var app: String?

  @Option(help: "AWS account id, 12 digits (DAIVI_ACCOUNT).")
  var account: String?

  @Option(help: "Region of the platform (DAIVI_PRIMARY_REGION).")
  var primaryRegion: String?

  @Option(help: "Region of the replicas (DAIVI_SECONDARY_REGION).")
  var secondaryRegion: String?

  @Option(help: "Role that administers Lake Formation (DAIVI_ADMIN_ROLE).")
  var adminRole: String?

  @Option(
    help: """
      Where users come from: account, organization, discover, bring-your-own or none (DAIVI_IDENTITY_CENTER).
      """)
  var identityCenter: String?

  @Option(help: "Configuration file; daivi.yaml of this directory or one above by default (DAIVI_CONFIG).")
  var config: String?

  @Option(
    name: .customLong("modules"), help: "Directory with modules, searched first; may be repeated (DAIVI_MODULES).")
  var moduleDirectories: [String] = []

  /// The flags as they were typed: what a command that is suggested next needs to mean the same environment.
  var typed: TypedFlags {
    let named = [
      ("env", env), ("app", app), ("account", account), ("primary-region", primaryRegion),
      ("secondary-region", secondaryRegion), ("admin-role", adminRole), ("identity-center", identityCenter),
      ("config", config),
    ]
    let all = named.compactMap { name, value in value.map { (name, $0) } } + moduleDirectories.map { ("modules", $0) }
    return TypedFlags(all)
  }

  /// Of what was typed only where things are, and another environment; nil: the default one.
  func typed(env: String?, app: String? = nil) -> TypedFlags {
    let named = [("env", env), ("app", app), ("config", config)]
    let all = named.compactMap { name, value in value.map { (name, $0) } } + moduleDirectories.map { ("modules", $0) }
    return TypedFlags(all)
  }

  var choice: ConfigurationChoice {
    var choice = ConfigurationChoice()
    choice.env = env
    choice.app = app
    choice.account = account
    choice.primaryRegion = primaryRegion
    choice.secondaryRegion = secondaryRegion
    choice.adminRole = adminRole
    choice.identityCenter = identityCenter
    return choice
  }
}
