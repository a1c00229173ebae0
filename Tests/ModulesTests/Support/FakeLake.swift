import DaiviModule
import Synchronization

/// Lake Formation's settings, the Glue database `default`, and who the caller is, in memory.
final class FakeLake: HTTPTransport {
  private struct State {
    var administrators: [String] = []
    var grants: [AWSDocument] = []
    var databaseRefusal: String?
  }

  private let state = Mutex(State())
  private let caller: String
  private let hasDatabase: Bool

  /// - Parameters:
  ///   - caller: ARN that STS answers; a role is known to IAM with the path `/team/`.
  ///   - hasDatabase: whether there is a database `default`.
  init(caller: String = "arn:aws:sts::111122223333:assumed-role/Deployer/anna", hasDatabase: Bool = true) {
    self.caller = caller
    self.hasDatabase = hasDatabase
  }

  var administrators: [String] { state.withLock { $0.administrators } }
  var grants: [AWSDocument] { state.withLock { $0.grants } }

  /// What Glue says instead of deleting the database.
  func refusesToDelete(_ message: String) { state.withLock { $0.databaseRefusal = message } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let body: [UInt8] = if case .bytes(let bytes) = request.body { bytes } else { [] }
    let form = String(decoding: body, as: UTF8.self)
    if form.contains("Action=GetCallerIdentity") {
      return Self.xml("GetCallerIdentity", "<Arn>\(caller)</Arn><Account>111122223333</Account>")
    }
    if form.contains("Action=GetRole") {
      return Self.xml(
        "GetRole",
        "<Role><Path>/team/</Path><RoleName>Deployer</RoleName><RoleId>AROA</RoleId>"
          + "<Arn>arn:aws:iam::111122223333:role/team/Deployer</Arn>"
          + "<CreateDate>2026-01-01T00:00:00Z</CreateDate></Role>")
    }
    let input = (try? AWSDocument(json: body)) ?? [:]
    let target = request.headers["X-Amz-Target"]?.split(separator: ".").last.map(String.init)
    return try state.withLock { state in
      switch target ?? request.url.split(separator: "/").last.map(String.init) ?? "" {
      case "GetDataLakeSettings":
        let all = state.administrators.map { AWSDocument.object(["DataLakePrincipalIdentifier": .string($0)]) }
        return try Self.json(["DataLakeSettings": ["DataLakeAdmins": .array(all)]])
      case "PutDataLakeSettings":
        state.administrators = (input["DataLakeSettings"]?["DataLakeAdmins"]?.array ?? [])
          .compactMap { $0["DataLakePrincipalIdentifier"]?.string }
        return try Self.json([:])
      case "GrantPermissions":
        state.grants.append(input)
        return try Self.json([:])
      case "RevokePermissions":
        state.grants.removeAll { $0["Principal"] == input["Principal"] && $0["Resource"] == input["Resource"] }
        return try Self.json([:])
      case "ListPermissions":
        let found = state.grants.filter { $0["Resource"] == input["Resource"] }
        return try Self.json(["PrincipalResourcePermissions": .array(found)])
      case "GetDatabase" where !hasDatabase:
        return try Self.json(["__type": "EntityNotFoundException", "message": "no database default"], status: 400)
      case "GetDatabase": return try Self.json(["Database": ["Name": "default"]])
      case "GetTables": return try Self.json(["TableList": []])
      case "DeleteDatabase":
        guard let refusal = state.databaseRefusal else { return try Self.json([:]) }
        return try Self.json(["__type": "AccessDeniedException", "message": .string(refusal)], status: 400)
      case "GetParameter": return try Self.json(["__type": "ParameterNotFound"], status: 400)
      default: return try Self.json([:])
      }
    }
  }

  private static func xml(_ operation: String, _ result: String) -> HTTPResponse {
    let text = "<\(operation)Response><\(operation)Result>\(result)</\(operation)Result></\(operation)Response>"
    return HTTPResponse(status: 200, headers: ["Content-Type": "text/xml"], body: Array(text.utf8))
  }

  private static func json(_ document: AWSDocument, status: Int = 200) throws -> HTTPResponse {
    HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: try document.json())
  }
}
