import FoundationEssentials

/// Any JSON value: for documents whose members this library does not know, and for operations without a type.
public enum AWSDocument: Sendable, Hashable, Codable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([AWSDocument])
  case object([String: AWSDocument])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([AWSDocument].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: AWSDocument].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// Reads JSON text.
  public init(json: some Sequence<UInt8>) throws {
    self = try JSONDecoder().decode(AWSDocument.self, from: Data(json))
  }

  /// JSON text with sorted keys.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }

  /// A member of an object; nil for anything else. Setting a member of `.null` makes an object of it.
  public subscript(key: String) -> AWSDocument? {
    get { if case .object(let members) = self { members[key] } else { nil } }
    set {
      var members: [String: AWSDocument] = [:]
      if case .object(let existing) = self { members = existing }
      members[key] = newValue
      self = .object(members)
    }
  }

  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  public var array: [AWSDocument]? { if case .array(let value) = self { value } else { nil } }
  public var object: [String: AWSDocument]? { if case .object(let value) = self { value } else { nil } }
}

extension AWSDocument: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(arrayLiteral elements: AWSDocument...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, AWSDocument)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
