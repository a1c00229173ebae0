import DaiviModule
import FoundationEssentials

/// Before anything is made: all eight values are there, Snowflake lets the user in, and has the objects.
let login = Custom(
  "login", "Snowflake lets the user in", kind: "check", reads: SnowflakeParameters.all + ["{parameters.password}"],
  checks: [CheckDeclaration(id: "login", title: "Snowflake lets the user in, and has database and schema")],
  apply: { context in
    let missing = SnowflakeParameters.missing(context)
    guard missing.isEmpty else {
      throw StepError(
        message: "Snowflake needs more than its host: \(missing.joined(separator: ", ")) is not set",
        hint: "set modules.snowflake.parameters.\(missing[0]) in daivi.yaml")
    }
    if let fault = try await loginFault(context) { throw fault }
    return StepSuccess(detail: "\(context.parameters["user"] ?? "") at \(context.parameters["host"] ?? "")")
  },
  verify: { context in
    let fault = try await loginFault(context)
    return [
      CheckResult(
        id: "login", title: "Snowflake lets the user in, and has database and schema",
        status: fault == nil ? .passed : .failed, detail: fault?.message, resource: context.parameters["host"])
    ]
  })

private func loginFault(_ context: StepContext) async throws -> StepError? {
  do {
    let (session, place) = try await SnowflakeSession.open(context, password: try await Password.current(context))
    await session.close()
    for (kind, found) in [("database", place.databaseName), ("schema", place.schemaName)] where found == nil {
      return StepError(
        message: "Snowflake has no \(kind) \"\(context.parameters[kind] ?? "")\" for the user, in lower case",
        hint: "`daivi-snowflake setup-sql` prints the SQL that makes it; run it in a worksheet as ACCOUNTADMIN")
    }
    return nil
  } catch let error as StepError {
    return error
  }
}

/// User and password in Secrets Manager, where the connection and the job read them. The value goes from the user's
/// machine into the request and nowhere else.
let credentials = Custom(
  "credentials", "user and password in Secrets Manager",
  reads: ["{parameters.user}", "{parameters.password}", "{inputs.credentialsArn}"], outputs: ["secretVersion"],
  checks: [CheckDeclaration(id: "credentials", title: "the secret holds the user and the password")],
  apply: { context in
    let secret = try context.value("{inputs.credentialsArn}")
    let wanted = StoredCredentials(
      username: context.parameters["user"] ?? "", password: try await Password.current(context))
    // One that is right already keeps its version, so that the connection stays as it is.
    if let (found, version) = try await StoredCredentials.read(secret, context), found == wanted {
      return StepSuccess(outputs: ["secretVersion": version], detail: "unchanged")
    }
    let text = String(decoding: try JSONEncoder().encode(wanted), as: UTF8.self)
    let made = try await context.aws.secretsManager.putSecretValue(id: secret, string: text, token: context.token)
    return StepSuccess(outputs: ["secretVersion": made.versionId], detail: "stored")
  },
  verify: { context in
    let secret = try context.value("{inputs.credentialsArn}")
    let found = try await StoredCredentials.read(secret, context)?.0
    let given = context.secret("password")
    let fault: String? =
      found == nil
      ? "the secret has no value"
      : found?.username != context.parameters["user"]
        ? "the secret is of another user"
        : given != nil && found?.password != given ? "the secret holds another password than the one given" : nil
    return [
      CheckResult(
        id: "credentials", title: "the secret holds the user and the password",
        status: fault == nil ? .passed : .failed, detail: fault, resource: secret)
    ]
  })

/// What the secret holds: the names that Glue's connections read, and those of its older Spark connector.
struct StoredCredentials: Codable, Equatable, CustomStringConvertible {
  var username: String
  var password: String
  private var sparkUser: String
  private var sparkPassword: String

  init(username: String, password: String) {
    (self.username, self.password, sparkUser, sparkPassword) = (username, password, username, password)
  }

  enum CodingKeys: String, CodingKey {
    case username = "USERNAME"
    case password = "PASSWORD"
    case sparkUser = "sfUser"
    case sparkPassword = "sfPassword"
  }

  var description: String { "credentials of \(username), hidden" }

  /// The secret's value with its version; nil when it has none, or is not there.
  static func read(_ id: String, _ context: StepContext) async throws -> (StoredCredentials, String)? {
    do {
      let value = try await context.aws.secretsManager.getSecretValue(id: id)
      guard let text = value.secretString,
        let found = try? JSONDecoder().decode(StoredCredentials.self, from: Data(text.utf8))
      else { return nil }
      return (found, value.versionId)
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }
}

/// Where the password is now.
enum Password {
  /// The one given to this run, or that of the user's own secret, or the one that was stored before.
  static func current(_ context: StepContext) async throws -> String {
    if let given = context.secret("password") { return given }
    if let arn = context.parameters["password"], arn.hasPrefix("arn:") { return try await brought(arn, context) }
    if let stored = try await StoredCredentials.read(try context.value("{app}-{env}-snowflake-credentials"), context) {
      return stored.0.password
    }
    throw StepError(
      message: "there is no Snowflake password to work with",
      hint:
        "set modules.snowflake.parameters.password to env:NAME, file:PATH, prompt or a secret's ARN, and see that it "
        + "can be read now")
  }

  /// A secret of the user's own: the password alone, or JSON with the member PASSWORD or password.
  private static func brought(_ arn: String, _ context: StepContext) async throws -> String {
    guard let text = try await context.aws.secretsManager.getSecretValue(id: arn).secretString else {
      throw StepError(message: "\(arn) holds no text")
    }
    guard let members = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)) else { return text }
    guard let password = members["PASSWORD"] ?? members["password"] else {
      throw StepError(message: "\(arn) is JSON without a member PASSWORD")
    }
    return password
  }
}
