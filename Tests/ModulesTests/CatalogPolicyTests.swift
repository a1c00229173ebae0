import DaiviModule
import Synchronization
import Testing

@testable import daivi_zero_etl

/// The statements of the Data Catalog's one policy that let the integration arrive.
@Suite struct CatalogPolicyTests {
  private static let catalog = "arn:aws:glue:us-east-1:111122223333:catalog"
  private static let database = "arn:aws:glue:us-east-1:111122223333:database/daivi_test_equity_orders_zetl_ddb"
  private static let another = "arn:aws:glue:us-east-1:111122223333:database/daivi_prod_equity_orders_zetl_ddb"
  private static let table = "arn:aws:dynamodb:us-east-1:111122223333:table/daivi-test-equity-orders-db-table"
  private static let inputs = ["databaseArn": database, "tableArn": table, "zetlDdbBucket": "daivi-test-zetl-ddb"]

  private static func statement(on resources: [String]) -> AWSDocument {
    [
      "Effect": "Allow", "Principal": ["Service": "glue.amazonaws.com"],
      "Action": "glue:AuthorizeInboundIntegration", "Resource": .array(resources.map { .string($0) }),
    ]
  }

  @Test func theServiceMayAuthorizeOnlyWhatComesFromTheTable() async throws {
    let glue = FakeCatalog([])
    _ = try await catalogPolicy.apply(.test(glue, inputs: Self.inputs))
    let target = [Self.catalog, Self.database]
    #expect(glue.statements.map { texts($0["Resource"]) } == [target, target])
    let service = try #require(glue.statements.first { $0["Principal"]?["Service"] != nil })
    #expect(service["Action"]?.string == "glue:AuthorizeInboundIntegration")
    #expect(service["Condition"]?["StringEquals"]?["aws:SourceArn"]?.string == Self.table)
    #expect(try await catalogPolicy.verify(.test(glue, inputs: Self.inputs)).map(\.status) == [.passed])
  }

  /// Those that name the database alone are of an earlier version.
  @Test(arguments: [[database], [catalog, database]]) func itsOwnAreReplaced(_ resources: [String]) async throws {
    let glue = FakeCatalog([Self.statement(on: resources)])
    _ = try await catalogPolicy.apply(.test(glue, inputs: Self.inputs))
    #expect(glue.statements.count == 2)
    _ = try await catalogPolicy.destroy(.test(glue, inputs: Self.inputs))
    #expect(glue.statements.isEmpty)
  }

  @Test(arguments: [[another], [catalog, another], [catalog, database, another], [catalog]])
  func thoseOfOthersStay(_ resources: [String]) async throws {
    let theirs = Self.statement(on: resources)
    let glue = FakeCatalog([theirs])
    _ = try await catalogPolicy.apply(.test(glue, inputs: Self.inputs))
    #expect(glue.statements.count == 3)
    _ = try await catalogPolicy.destroy(.test(glue, inputs: Self.inputs))
    #expect(glue.statements == [theirs])
  }
}

/// The policy of a Data Catalog in memory.
private final class FakeCatalog: HTTPTransport {
  private let policy: Mutex<AWSDocument>

  init(_ statements: [AWSDocument]) { policy = Mutex(Self.document(statements)) }

  var statements: [AWSDocument] { policy.withLock { $0["Statement"]?.array ?? [] } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let body: [UInt8] = if case .bytes(let bytes) = request.body { bytes } else { [] }
    let operation = request.headers["X-Amz-Target"]?.split(separator: ".").last.map(String.init) ?? ""
    return try policy.withLock { policy in
      switch operation {
      case "GetResourcePolicy":
        let text = String(decoding: try policy.json(), as: UTF8.self)
        return try Self.json(["PolicyInJson": .string(text), "PolicyHash": "hash"])
      case "PutResourcePolicy":
        let input = try AWSDocument(json: body)
        policy = try AWSDocument(json: (input["PolicyInJson"]?.string ?? "").utf8)
      case "DeleteResourcePolicy": policy = Self.document([])
      default: break
      }
      return try Self.json([:])
    }
  }

  private static func document(_ statements: [AWSDocument]) -> AWSDocument {
    ["Version": "2012-10-17", "Statement": .array(statements)]
  }

  private static func json(_ document: AWSDocument) throws -> HTTPResponse {
    HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: try document.json())
  }
}
