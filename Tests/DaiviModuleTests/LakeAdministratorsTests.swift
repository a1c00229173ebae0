import DaiviAWS
import DaiviProtocol
import Synchronization
import Testing

@testable import DaiviModule

/// Whoever was deleted in IAM stands in nobody's way for long: Lake Formation takes no settings that name them.
@Suite(.timeLimit(.minutes(10))) struct LakeAdministratorsTests {
  private static func role(_ name: String) -> String { "arn:aws:iam::111122223333:role/\(name)" }
  private static func user(_ name: String) -> String { "arn:aws:iam::111122223333:user/team/\(name)" }

  private func step(_ wanted: String...) -> Custom {
    LakeAdministrators.step("settings", "administrators", reads: []) { _ in wanted }
  }

  @Test func whoeverThePlatformAddedIsLeftOut() async throws {
    let lake = LakeOfPrincipals(
      principals: ["new", "anna"], administrators: [Self.role("gone"), Self.user("anna")],
      claims: ["daivi-other": Self.role("gone")])
    let done = try await step(Self.role("new")).apply(.test(lake))
    #expect(lake.administrators == [Self.user("anna"), Self.role("new")])
    #expect(
      done.detail
        == "added \(Self.role("new")); left out, as IAM does not know them any more: \(Self.role("gone"))")
  }

  @Test(arguments: [role("gone"), user("gone")]) func whoeverOthersAddedIsNamed(_ gone: String) async throws {
    let lake = LakeOfPrincipals(principals: ["new", "anna"], administrators: [gone, Self.user("anna")])
    let error = await #expect(throws: StepError.self) { try await step(Self.role("new")).apply(.test(lake)) }
    #expect(error?.message.hasSuffix("who does not exist any more: \(gone)") == true)
    #expect(error?.hint?.contains("Administrative roles and tasks") == true)
    #expect(lake.administrators == [gone, Self.user("anna")])
  }

  @Test func everyListOfTheSettingsIsLookedAt() async throws {
    let lake = LakeOfPrincipals(
      principals: ["new"], administrators: [], readers: [Self.role("gone")], claims: ["daivi-other": Self.role("gone")])
    let error = await #expect(throws: StepError.self) { try await step(Self.role("new")).apply(.test(lake)) }
    #expect(error?.message.hasSuffix(Self.role("gone")) == true)
  }

  /// Who was made just now is not known everywhere at once: such a refusal is tried again.
  @Test func whoeverIsToBeAddedIsWaitedFor() async throws {
    let lake = LakeOfPrincipals(principals: [], administrators: [])
    let error = await #expect(throws: AWSError.self) { try await step(Self.role("new")).apply(.test(lake)) }
    #expect(error?.message == "Invalid principal, \(Self.role("new"))")
  }

  @Test func theLastEnvironmentTakesItsOwnAwayAllTheSame() async throws {
    let lake = LakeOfPrincipals(
      principals: ["mine", "anna"], administrators: [Self.role("mine"), Self.role("gone"), Self.user("anna")],
      claims: ["daivi-test": Self.role("mine"), "daivi-other": Self.role("gone")])
    let done = try await step(Self.role("mine")).destroy(.test(lake))
    #expect(lake.administrators == [Self.user("anna")])
    #expect(done.detail?.contains("removed \(Self.role("mine"))") == true)
  }

  @Test func theLookIsDeclared() {
    #expect(step().actions.contains("iam:GetRole") && step().actions.contains("iam:GetUser"))
  }
}

/// Lake Formation's settings, the claims on them and IAM in memory. As on AWS nothing is written that names a principal
/// who is not there.
private final class LakeOfPrincipals: HTTPTransport {
  private struct State {
    var settings: AWSDocument
    var claims: [String: String]
  }

  private let state: Mutex<State>
  private let principals: Set<String>

  /// - Parameters:
  ///   - principals: names of the roles and users that IAM knows.
  ///   - claims: of environments, by `{app}-{env}`.
  init(principals: Set<String>, administrators: [String], readers: [String] = [], claims: [String: String] = [:]) {
    self.principals = principals
    func list(_ arns: [String]) -> AWSDocument {
      .array(arns.map { .object(["DataLakePrincipalIdentifier": .string($0)]) })
    }
    state = Mutex(
      State(
        settings: ["DataLakeAdmins": list(administrators), "ReadOnlyAdmins": list(readers)],
        claims: Dictionary(
          uniqueKeysWithValues: claims.map { ("/daivi/claims/lakeformation-administrators/\($0.key)", $0.value) })))
  }

  var administrators: [String] { Self.arns(state.withLock { $0.settings }, "DataLakeAdmins") }

  private static func arns(_ settings: AWSDocument, _ list: String) -> [String] {
    (settings[list]?.array ?? []).compactMap { $0["DataLakePrincipalIdentifier"]?.string }
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    if let action = request.form["Action"] {
      let name = request.form["RoleName"] ?? request.form["UserName"] ?? ""
      return Self.iam(action, name, isThere: principals.contains(name))
    }
    let input = (try? AWSDocument(json: Array(request.bodyText.utf8))) ?? [:]
    let target = request.headers["X-Amz-Target"]?.split(separator: ".").last.map(String.init)
    return try state.withLock { state in
      switch target ?? request.url.split(separator: "/").last.map(String.init) ?? "" {
      case "GetDataLakeSettings": return try Self.json(["DataLakeSettings": state.settings])
      case "PutDataLakeSettings":
        let settings = input["DataLakeSettings"] ?? [:]
        let named = Self.arns(settings, "DataLakeAdmins") + Self.arns(settings, "ReadOnlyAdmins")
        if let gone = named.first(where: { !principals.contains($0.split(separator: "/").last.map(String.init) ?? "") })
        {
          return try Self.json(
            ["__type": "InvalidInputException", "message": .string("Invalid principal, \(gone)")], status: 400)
        }
        state.settings = settings
        return try Self.json([:])
      case "GetParameter":
        let name = input["Name"]?.string ?? ""
        guard let value = state.claims[name] else { return try Self.json(["__type": "ParameterNotFound"], status: 400) }
        return try Self.json(["Parameter": Self.parameter(name, value)])
      case "GetParametersByPath":
        return try Self.json(["Parameters": .array(state.claims.map(Self.parameter))])
      case "PutParameter":
        state.claims[input["Name"]?.string ?? ""] = input["Value"]?.string
        return try Self.json(["Version": 1])
      case "DeleteParameter":
        state.claims[input["Name"]?.string ?? ""] = nil
        return try Self.json([:])
      default: return HTTPResponse(status: 404)
      }
    }
  }

  private static func parameter(_ name: String, _ value: String) -> AWSDocument {
    ["Name": .string(name), "Type": "String", "Value": .string(value)]
  }

  private static func iam(_ action: String, _ name: String, isThere: Bool) -> HTTPResponse {
    guard isThere else {
      let error = "<Error><Code>NoSuchEntity</Code><Message>\(name) cannot be found.</Message></Error>"
      return HTTPResponse(status: 404, body: Array("<ErrorResponse>\(error)</ErrorResponse>".utf8))
    }
    let kind = action == "GetRole" ? "Role" : "User"
    let text = """
      <\(action)Response><\(action)Result><\(kind)><Path>/</Path><\(kind)Name>\(name)</\(kind)Name>\
      <\(kind)Id>ID</\(kind)Id><Arn>arn</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></\(kind)>\
      </\(action)Result></\(action)Response>
      """
    return HTTPResponse(status: 200, body: Array(text.utf8))
  }

  private static func json(_ document: AWSDocument, status: Int = 200) throws -> HTTPResponse {
    HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: try document.json())
  }
}
