/// `cancel`: stop working on a request; its reply still comes, with outcome `cancelled` or what was reached.
public struct CancelParams: Codable, Sendable {
  public var request: Int

  public init(request: Int) { self.request = request }
}

/// `credentials`: fresh ones before the old expire.
public struct CredentialsParams: Codable, Sendable {
  public var credentials: ScopedCredentials

  public init(credentials: ScopedCredentials) { self.credentials = credentials }
}

/// `progress`: what a request in hand is doing.
public struct ProgressParams: Codable, Sendable {
  public var request: Int
  public var message: String

  public init(request: Int, message: String) {
    self.request = request
    self.message = message
  }
}

/// `log`: free text of the module, shown with `--verbose` and kept for the report.
public struct LogParams: Codable, Sendable {
  public enum Level: String, Codable, Sendable { case debug, info, warning, error }

  public var level: Level
  public var message: String

  public init(level: Level, message: String) {
    self.level = level
    self.message = message
  }
}
