import DaiviAWS
import DaiviModule
import DaiviProtocol
import Testing

/// A grant stands when the principal has what it gives, and may pass on what it may.
@Suite struct GrantTests {
  /// Lake Formation that lists one grant.
  private struct FakeLakeFormation: HTTPTransport {
    var permissions: [String]
    var grantable: [String]

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
      func list(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ",") }
      return HTTPResponse(
        status: 200,
        body: Array(
          """
          {"PrincipalResourcePermissions":[{"Permissions":[\(list(permissions))],\
          "PermissionsWithGrantOption":[\(list(grantable))]}]}
          """.utf8))
    }
  }

  private func check(_ permissions: [String], grantable: [String]) async throws -> CheckResult {
    let step = Grant(
      "grant", "rights", to: "arn:role", on: .database(catalog: nil, name: "lake"), permissions: ["SELECT", "ALTER"],
      grantable: ["SELECT"])
    let fake = FakeLakeFormation(permissions: permissions, grantable: grantable)
    return try #require(try await step.verify(.test(fake)).first)
  }

  @Test func whatStandsPasses() async throws {
    #expect(try await check(["ALTER", "SELECT"], grantable: ["SELECT"]).status == .passed)
  }

  @Test func whatIsMissingIsNamed() async throws {
    let check = try await check(["ALTER"], grantable: [])
    #expect(check.status == .failed)
    #expect(check.detail == "arn:role lacks SELECT, the right to grant SELECT")
  }

  @Test func aGrantThatCannotBePassedOnIsNotTheSame() async throws {
    let check = try await check(["ALTER", "SELECT"], grantable: [])
    #expect(check.detail == "arn:role lacks the right to grant SELECT")
  }
}
