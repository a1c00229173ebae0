import DaiviAWS
import DaiviProtocol
import Synchronization
import Testing

@testable import DaiviModule

/// A domain that is gone is refused and not missing: what was interrupted meanwhile ends all the same.
@Suite(.timeLimit(.minutes(10))) struct DomainRemovalTests {
  private let domain = DomainRemoval.domain("dzd-1")
  private let projects = DomainRemoval.projects("dzd-1")
  private let users = DomainUsers("users", "people", domain: "dzd-1", unit: "u1", users: ["ann"], owners: "ben")

  private var all: [any Step] { [domain, projects, users] }

  @Test func everyStepOfADomainThatIsGoneEnds() async throws {
    for step in all {
      let account = ForbiddingDomain(listed: [nil])
      let done = try await step.destroy(.test(account))
      #expect(done.detail?.contains("gone already") == true, "\(step.id)")
      #expect(account.deletions == 0)
    }
  }

  @Test func whoeverMayNotLookAtADomainIsToldSo() async throws {
    for step in all {
      let account = ForbiddingDomain(listed: ["AVAILABLE"])
      let error = await #expect(throws: AWSError.self) { try await step.destroy(.test(account)) }
      #expect(error?.isAccessDenied == true, "\(step.id)")
      #expect(account.deletions == 0)
    }
  }

  @Test func aDeletionThatWasInterruptedIsWaitedForAndNotAskedForAgain() async throws {
    for step in all {
      let account = ForbiddingDomain(listed: ["DELETING", "DELETING", nil])
      let done = try await step.destroy(.test(account))
      #expect(done.detail == (step.id == "domain-state" ? "removed" : "the domain is gone already"))
      #expect(account.deletions == 0)
    }
  }

  @Test func theRefusalMayComeBeforeTheListingKnows() async throws {
    let account = ForbiddingDomain(status: "AVAILABLE", listed: ["AVAILABLE", "DELETING", nil])
    #expect(try await domain.destroy(.test(account)).detail == "removed")
    #expect(account.deletions == 1)
  }

  @Test func everyStepDeclaresTheLook() {
    for step in all {
      #expect(step.actions.contains("datazone:GetDomain") && step.actions.contains("datazone:ListDomains"))
    }
  }
}

/// A domain about which everything but the account's list is refused, as of one that is gone.
private final class ForbiddingDomain: HTTPTransport {
  private struct State {
    var status: String?
    var listed: [String?]
    var deletions = 0
  }

  private let state: Mutex<State>

  /// - Parameters:
  ///   - status: that it still tells, until its deletion is asked for.
  ///   - listed: its status in the list, one a look, nil where it is not there; the last one stays.
  init(status: String? = nil, listed: [String?]) { state = Mutex(State(status: status, listed: listed)) }

  var deletions: Int { state.withLock { $0.deletions } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let path = request.url.split(separator: "?")[0].split(separator: "/").dropFirst(2).joined(separator: "/")
    return state.withLock { state in
      switch (request.method, path) {
      case ("GET", "v2/domains"):
        let listed = state.listed.count > 1 ? state.listed.removeFirst() : state.listed[0]
        let items = listed.map { "{\"id\":\"dzd-1\",\"status\":\"\($0)\"}" } ?? ""
        return Self.json("{\"items\":[{\"id\":\"dzd-2\",\"status\":\"AVAILABLE\"}\(items.isEmpty ? "" : ","+items)]}")
      case ("GET", "v2/domains/dzd-1"):
        if let status = state.status { return Self.json("{\"id\":\"dzd-1\",\"status\":\"\(status)\"}") }
      case ("DELETE", "v2/domains/dzd-1"):
        state.deletions += 1
        if state.status != nil {
          state.status = nil
          return Self.json("{\"status\":\"DELETING\"}")
        }
      default: break
      }
      return Self.json(
        #"{"message":"User is not permitted to perform operation: GetDomain"}"#, "AccessDeniedException", status: 403)
    }
  }

  private static func json(_ text: String, _ error: String? = nil, status: Int = 200) -> HTTPResponse {
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    headers["x-amzn-errortype"] = error
    return HTTPResponse(status: status, headers: headers, body: Array(text.utf8))
  }
}
