import DaiviAWS
import FoundationEssentials
import Synchronization

/// A domain with one unit and one project in memory: who has a profile, who owns the unit, who is in the project. Whoever
/// is a member already is refused as on AWS, where the operation knows no conflict.
final class FakeDataZone: HTTPTransport {
  private struct State {
    /// Ids of profiles and their types.
    var profiles: [String: String]
    var members: [String: String]
    var owners: [String]
    var changes: [String] = []
  }

  private let state: Mutex<State>

  init(profiles: [String: String], members: [String: String] = [:], owners: [String] = []) {
    state = Mutex(State(profiles: profiles, members: members, owners: owners))
  }

  var members: [String: String] { state.withLock { $0.members } }
  var owners: [String] { state.withLock { $0.owners } }
  /// What was asked for that changes something.
  var changes: [String] { state.withLock { $0.changes } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let path = request.url.split(separator: "?")[0].split(separator: "/").map(String.init)
    let body = (try? AWSDocument(json: Array(request.bodyText.utf8))) ?? .null
    let user = body["member"]?["userIdentifier"]?.string ?? body["owner"]?["user"]?["userIdentifier"]?.string ?? ""
    return state.withLock { state in
      switch path.last ?? "" {
      case "memberships":
        let members = state.members.map { id, designation -> AWSDocument in
          ["designation": .string(designation), "memberDetails": ["user": ["userId": .string(id)]]]
        }
        return Self.json(["members": .array(members)])
      case "owners":
        return Self.json(["owners": .array(state.owners.map { ["user": ["userId": .string($0)]] })])
      case "user-profiles":
        let id = body["userIdentifier"]?.string ?? ""
        state.profiles[id] = id.hasPrefix("arn:") ? "IAM" : "SSO"
        return Self.json(["id": .string(id), "status": "ASSIGNED"])
      case "createMembership":
        if state.members[user] != nil { return Self.json(["message": "a member already"], "ValidationException", 400) }
        state.members[user] = body["designation"]?.string
      case "deleteMembership": state.members[user] = nil
      case "addOwner": state.owners.append(user)
      case "removeOwner": state.owners.removeAll { $0 == user }
      case let id:
        guard let type = state.profiles[id] else {
          return Self.json(["message": "no profile"], "ResourceNotFoundException", 404)
        }
        return Self.json(["id": .string(id), "status": "ASSIGNED", "type": .string(type)])
      }
      state.changes.append("\(path.last ?? "") \(user)")
      return Self.json([:])
    }
  }

  private static func json(_ document: AWSDocument, _ error: String? = nil, _ status: Int = 200) -> HTTPResponse {
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    headers["x-amzn-errortype"] = error
    return HTTPResponse(status: status, headers: headers, body: (try? document.json()) ?? [])
  }
}
