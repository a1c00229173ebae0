import FoundationEssentials
import Testing

@testable import DaiviProtocol

/// The specification, its schema and our types say the same.
@Suite struct DocumentTests {
  /// Decodes an example as our side would, and encodes it again.
  private static func roundTrip<Message: Codable & Sendable>(_ type: Message.Type)
    -> @Sendable (JSONValue) throws -> JSONValue
  {
    { value in
      let message = try JSONDecoder().decode(Message.self, from: JSONEncoder().encode(value))
      return try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(message))
    }
  }

  private static let types: [String: @Sendable (JSONValue) throws -> JSONValue] = [
    "ModuleManifest": roundTrip(ModuleManifest.self),
    "RPCFailure": roundTrip(RPCFailure.self),
    "RPCNotification<CancelParams>": roundTrip(RPCNotification<CancelParams>.self),
    "RPCNotification<CredentialsParams>": roundTrip(RPCNotification<CredentialsParams>.self),
    "RPCNotification<LogParams>": roundTrip(RPCNotification<LogParams>.self),
    "RPCNotification<ProgressParams>": roundTrip(RPCNotification<ProgressParams>.self),
    "RPCRequest<Empty>": roundTrip(RPCRequest<Empty>.self),
    "RPCRequest<GateCheckParams>": roundTrip(RPCRequest<GateCheckParams>.self),
    "RPCRequest<InitializeParams>": roundTrip(RPCRequest<InitializeParams>.self),
    "RPCRequest<StepApplyParams>": roundTrip(RPCRequest<StepApplyParams>.self),
    "RPCRequest<StepPlanParams>": roundTrip(RPCRequest<StepPlanParams>.self),
    "RPCRequest<StepVerifyParams>": roundTrip(RPCRequest<StepVerifyParams>.self),
    "RPCResult<Empty>": roundTrip(RPCResult<Empty>.self),
    "RPCResult<GateCheckResult>": roundTrip(RPCResult<GateCheckResult>.self),
    "RPCResult<InitializeResult>": roundTrip(RPCResult<InitializeResult>.self),
    "RPCResult<StepApplyResult>": roundTrip(RPCResult<StepApplyResult>.self),
    "RPCResult<StepPlanResult>": roundTrip(RPCResult<StepPlanResult>.self),
    "RPCResult<StepVerifyResult>": roundTrip(RPCResult<StepVerifyResult>.self),
  ]

  /// The schema's names for an example: of its outer form, of what it carries, and the member that carries it.
  private func definitions(_ name: String) -> (outer: String, inner: String?, member: String) {
    let parts = name.split(whereSeparator: { "<>".contains($0) }).map(String.init)
    let outer = parts[0].hasPrefix("RPC") ? String(parts[0].dropFirst(3)) : parts[0]
    return (outer, parts.count > 1 ? parts[1] : nil, outer == "Result" ? "result" : "params")
  }

  @Test func everyMessageHasAnExample() {
    #expect(Set(ProtocolDocument.shared.examples.map(\.name)) == Set(Self.types.keys))
  }

  @Test(arguments: ProtocolDocument.shared.examples)
  func anExampleIsWhatOurSideReadsAndWrites(_ example: ProtocolDocument.Block) throws {
    let type = try #require(Self.types[example.name], "an example of an unknown message")
    let value = try JSONValue(parsing: example.text)
    #expect(try type(value) == value)
  }

  @Test(arguments: ProtocolDocument.shared.examples)
  func anExampleFitsTheSchema(_ example: ProtocolDocument.Block) throws {
    let schema = SchemaCheck(ProtocolDocument.shared.schema)
    let value = try JSONValue(parsing: example.text)
    let (outer, inner, member) = definitions(example.name)
    #expect(schema.faults(value, outer) == [])
    if let inner { #expect(schema.faults(try #require(value[member]), inner) == []) }
  }

  /// What the schema requires our side requires, and what it does not our side can do without.
  @Test(arguments: ProtocolDocument.shared.examples)
  func schemaAndTypesAgreeOnWhatMayBeAbsent(_ example: ProtocolDocument.Block) throws {
    let schema = SchemaCheck(ProtocolDocument.shared.schema)
    let type = try #require(Self.types[example.name])
    let whole = try JSONValue(parsing: example.text)
    let (outer, inner, member) = definitions(example.name)
    let carried = inner == nil ? whole : try #require(whole[member])
    for name in carried.members.keys {
      let less = carried.setting(name, nil)
      let message = inner == nil ? less : whole.setting(member, less)
      let isRefusedBySchema = !schema.faults(less, inner ?? outer).isEmpty
      let isRefusedByType = (try? type(message)) == nil
      #expect(isRefusedBySchema == isRefusedByType, "\(example.name) without \(name)")
    }
  }

  @Test(arguments: ProtocolDocument.shared.examples)
  func membersNobodyKnowsAreIgnored(_ example: ProtocolDocument.Block) throws {
    let type = try #require(Self.types[example.name])
    let value = try JSONValue(parsing: example.text)
    #expect(try type(value.setting("x-later", .object(["a": 1]))) == value)
  }
}
