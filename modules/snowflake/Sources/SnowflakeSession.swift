import DaiviModule
import FoundationEssentials

/// A session of Snowflake, as its drivers open one: the only way in for a user with a password (the SQL API takes key
/// pairs and tokens). Passwords and tokens go into requests and nowhere else.
struct SnowflakeSession {
  private let base: String
  private let token: String

  /// The objects that the session has, nil for one that does not exist or may not be used.
  struct Place: Decodable {
    var databaseName: String?
    var schemaName: String?
  }

  /// Opens a session.
  /// - Throws: `StepError` that says whether the host, the credentials or something else is wrong.
  static func open(_ context: StepContext, password: String) async throws -> (SnowflakeSession, Place) {
    let parameters = context.parameters
    let host = parameters["host"] ?? ""
    // Only this machine itself is spoken to without TLS.
    let base = "\(host == "127.0.0.1" ? "http" : "https")://\(host):\(parameters["port"] ?? "443")"
    let login = Login(
      data: .init(
        accountName: host.split(separator: ".").first.map(String.init) ?? host, loginName: parameters["user"] ?? "",
        password: password))
    func quoted(_ name: String) -> String { "%22\(parameters[name] ?? "")%22" }
    let answer: Answer<LoginData> = try await post(
      "\(base)/session/v1/login-request?warehouse=\(quoted("warehouse"))&databaseName=\(quoted("database"))"
        + "&schemaName=\(quoted("schema"))",
      login, token: nil)
    guard answer.success, let data = answer.data, let token = data.token else {
      throw StepError(
        message:
          "Snowflake at \(host) refuses user \(parameters["user"] ?? ""): \(answer.message ?? "no reason given")",
        code: answer.code,
        hint: "mend modules.snowflake.parameters.user and .password; nothing was made with them")
    }
    return (SnowflakeSession(base: base, token: token), data.sessionInfo ?? Place())
  }

  /// How many rows a query gives.
  func rows(_ sql: String) async throws -> Int {
    let answer: Answer<QueryData> = try await Self.post(
      "\(base)/queries/v1/query-request?requestId=\(UUID().uuidString.lowercased())",
      Query(sqlText: sql), token: token)
    guard answer.success else {
      throw StepError(
        message: "Snowflake: \(answer.message ?? "no reason given")", code: answer.code)
    }
    return answer.data?.total ?? 0
  }

  func close() async {
    _ = try? await Self.post("\(base)/session?delete=true", Query(sqlText: ""), token: token) as Answer<QueryData>
  }

  private static func post<Data: Decodable>(
    _ url: String, _ body: some Encodable, token: String?
  ) async throws -> Answer<Data> {
    var request = HTTPRequest(method: "POST", url: url)
    request.headers["Content-Type"] = "application/json"
    request.headers["Accept"] = "application/snowflake"
    request.headers["Authorization"] = token.map { "Snowflake Token=\"\($0)\"" }
    request.body = .bytes([UInt8](try JSONEncoder().encode(body)))
    request.timeouts = HTTPTimeouts(connect: .seconds(10), total: .seconds(60), idle: nil)
    let response: HTTPResponse
    do {
      response = try await HTTPClient().send(request)
    } catch let error as HTTPError {
      throw StepError(
        message: "cannot reach Snowflake: \(error)",
        hint: "mend modules.snowflake.parameters.host and .port; it is the host of your Snowflake account's address")
    }
    guard let answer = try? JSONDecoder().decode(Answer<Data>.self, from: .init(response.body)) else {
      throw StepError(
        message: "what answers at \(request.url.split(separator: "?").first ?? "") is not Snowflake "
          + "(HTTP \(response.status))",
        hint: "mend modules.snowflake.parameters.host; an account that does not exist answers so too")
    }
    return answer
  }

  private struct Login: Encodable {
    struct Data: Encodable {
      var accountName: String
      var loginName: String
      var password: String
      var application = "DAIVI"
      var version = "0.1.0"

      enum CodingKeys: String, CodingKey {
        case accountName = "ACCOUNT_NAME"
        case loginName = "LOGIN_NAME"
        case password = "PASSWORD"
        case application = "CLIENT_APP_ID"
        case version = "CLIENT_APP_VERSION"
        case parameters = "SESSION_PARAMETERS"
      }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(accountName, forKey: .accountName)
        try container.encode(loginName, forKey: .loginName)
        try container.encode(password, forKey: .password)
        try container.encode(application, forKey: .application)
        try container.encode(version, forKey: .version)
        try container.encode([String: String](), forKey: .parameters)
      }
    }

    var data: Data
  }

  private struct Query: Encodable {
    var sqlText: String
    var asyncExec = false
    var sequenceId = 1
  }

  private struct Answer<Data: Decodable>: Decodable {
    var success: Bool
    var code: String?
    var message: String?
    var data: Data?
  }

  private struct LoginData: Decodable {
    var token: String?
    var sessionInfo: Place?
  }

  private struct QueryData: Decodable {
    var total: Int?
  }
}
