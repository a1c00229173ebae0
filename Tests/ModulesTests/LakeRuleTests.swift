import DaiviModule
import Synchronization
import Testing

@testable import daivi_project_config

/// Lake Formation rules the projects' roles on every lake that is deployed, and on nothing of anybody else's.
@Suite struct LakeRuleTests {
  /// Lake Formation's opt-ins in memory, two a page.
  private final class FakeOptIns: HTTPTransport {
    private let kept = Mutex<[AWSDocument]>([])

    var words: Set<String> {
      Set(
        kept.withLock { $0 }.map { entry in
          let role = entry["Principal"]?["DataLakePrincipalIdentifier"]?.string ?? ""
          guard let table = entry["Resource"]?["Table"] else {
            return "\(role) \(entry["Resource"]?["Database"]?["Name"]?.string ?? "") "
          }
          return "\(role) \(table["DatabaseName"]?.string ?? "") \(table["Name"]?.string ?? "*")"
        })
    }

    func has(_ role: String, _ resource: AWSDocument) {
      kept.withLock {
        $0.append(["Principal": ["DataLakePrincipalIdentifier": .string(role)], "Resource": resource])
      }
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
      guard case .bytes(let bytes) = request.body else { return try Self.answer([:], status: 400) }
      let input = try AWSDocument(json: bytes)
      return try kept.withLock { kept in
        let same = kept.firstIndex { $0["Principal"] == input["Principal"] && $0["Resource"] == input["Resource"] }
        switch request.url.split(separator: "/").last.map(String.init) ?? "" {
        case "CreateLakeFormationOptIn":
          if same == nil { kept.append(input) }
        case "DeleteLakeFormationOptIn":
          guard let same else { return try Self.answer(["__type": "EntityNotFoundException"], status: 400) }
          kept.remove(at: same)
        default:
          let all = kept.filter { $0["Principal"] == input["Principal"] }
          let start = Int(input["NextToken"]?.string ?? "") ?? 0
          var page: AWSDocument = ["LakeFormationOptInsInfoList": .array(Array(all.dropFirst(start).prefix(2)))]
          if start + 2 < all.count { page["NextToken"] = .string("\(start + 2)") }
          return try Self.answer(page)
        }
        return try Self.answer([:])
      }
    }

    private static func answer(_ document: AWSDocument, status: Int = 200) throws -> HTTPResponse {
      HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: try document.json())
    }
  }

  private let step = LakeRule.step(databases: ["billingDatabase", "priceDatabase"])
  private let lakes = FakeOptIns()

  private func context(_ databases: [String: String]) -> StepContext {
    .test(lakes, inputs: databases.merging(["producerRoleArn": "P", "consumerRoleArn": "C"]) { $1 })
  }

  private static let billing = ["billingDatabase": "daivi_test_billing"]
  private static let ruled: Set = [
    "P daivi_test_billing ", "P daivi_test_billing *", "C daivi_test_billing ", "C daivi_test_billing *",
  ]

  @Test func everyLakeWithADatabaseIsGrantedAndThenRuled() throws {
    let target = try #require(ProjectConfig.module.targets.first(where: { $0.name == "deploy-project-config" }))
    let lakes = ["billing", "inventory", "splunk", "price", "trade", "stocks", "equityOrders"]
    #expect(target.steps.map(\.id) == ["policies"] + lakes.map { "\($0)-grants" } + ["rule"])
  }

  @Test func bothRolesAreRuledOnDatabaseAndTablesOfEachLakeThatIsThere() async throws {
    #expect(try await step.verify(context(Self.billing)).map(\.status) == [.failed])
    _ = try await step.apply(context(Self.billing))
    _ = try await step.apply(context(Self.billing))
    #expect(lakes.words == Self.ruled)
    #expect(try await step.verify(context(Self.billing)).map(\.status) == [.passed])
  }

  @Test func aLakeThatWentIsNoLongerRuledAndWhatIsOthersStays() async throws {
    _ = try await step.apply(context(Self.billing.merging(["priceDatabase": "daivi_test_price"]) { $1 }))
    let foreign = ["X daivi_test_price ", "P daivi_other_price ", "P daivi_test_price orders"]
    lakes.has("X", ["Database": ["Name": "daivi_test_price"]])
    lakes.has("P", ["Database": ["Name": "daivi_other_price"]])
    lakes.has("P", ["Table": ["DatabaseName": "daivi_test_price", "Name": "orders"]])
    _ = try await step.apply(context(Self.billing))
    #expect(lakes.words == Self.ruled.union(foreign))
    _ = try await step.destroy(context(Self.billing))
    #expect(lakes.words == Set(foreign))
    #expect(try await step.destroy(context([:])).detail == "was gone already")
  }
}
