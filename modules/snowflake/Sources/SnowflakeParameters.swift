import DaiviModule

/// The guide's eight questions. In a local sandbox they are answered by Snowflake's stand-in there.
enum SnowflakeParameters {
  static let declared = [
    ParameterDeclaration(
      name: "connectionName", title: "name of the connection, and of its catalog", default: "snowflake",
      pattern: "[a-z][a-z0-9_]{0,62}", rule: "must be lower-case letters, digits and _: it names a catalog for Athena"),
    ParameterDeclaration(name: "user", title: "Snowflake user", sandboxDefault: "daivi"),
    ParameterDeclaration(
      name: "password", kind: .secret, title: "Snowflake password", sandboxDefault: "public:daivi-sandbox"),
    ParameterDeclaration(
      name: "host", title: "Snowflake host, such as youraccount.snowflakecomputing.com",
      sandboxDefault: "{sandbox.host}",
      pattern: "[A-Za-z0-9._-]+", rule: "must be the host alone, such as youraccount.snowflakecomputing.com"),
    ParameterDeclaration(
      name: "port", title: "Snowflake port", default: "443", sandboxDefault: "{sandbox.port}", pattern: "[0-9]{1,5}",
      rule: "must be a port number"),
    lowerCase("warehouse", "daivi_wh"),
    lowerCase("database", "daivi_db"),
    lowerCase("schema", "daivi_schema"),
  ]

  private static func lowerCase(_ name: String, _ sandbox: String) -> ParameterDeclaration {
    ParameterDeclaration(
      name: name, title: "Snowflake \(name), lower case", sandboxDefault: sandbox, pattern: "[a-z_][a-z0-9_]{0,254}",
      rule: "must be lower case (a-z, 0-9, _): Athena's Snowflake connector finds no object whose name has upper-case "
        + "letters; `daivi-snowflake setup-sql` prints the SQL that makes objects with such names")
  }

  /// What the user has to set and has not.
  static func missing(_ context: StepContext) -> [String] {
    declared.map(\.name).filter { (context.parameters[$0] ?? "").isEmpty }
  }

  /// Texts that make a step follow every one of them but the secret.
  static let all = declared.filter { $0.kind != .secret }.map { Value("{parameters.\($0.name)}") }
}
