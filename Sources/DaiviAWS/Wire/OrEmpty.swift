/// A list or map of a response that is empty where the service left it out.
@propertyWrapper
public struct OrEmpty<Value: Sendable & ExpressibleByEmptyCollection>: Sendable {
  public var wrappedValue: Value

  public init(wrappedValue: Value = .empty) {
    self.wrappedValue = wrappedValue
  }
}

/// A collection that has an empty value.
public protocol ExpressibleByEmptyCollection {
  static var empty: Self { get }
}

extension Array: ExpressibleByEmptyCollection {
  public static var empty: [Element] { [] }
}

extension Dictionary: ExpressibleByEmptyCollection {
  public static var empty: [Key: Value] { [:] }
}

extension OrEmpty: Equatable where Value: Equatable {}
extension OrEmpty: Hashable where Value: Hashable {}

extension OrEmpty: Decodable where Value: Decodable {
  public init(from decoder: any Decoder) throws {
    wrappedValue = try Value(from: decoder)
  }
}

extension OrEmpty: Encodable where Value: Encodable {
  public func encode(to encoder: any Encoder) throws {
    try wrappedValue.encode(to: encoder)
  }
}

extension KeyedDecodingContainer {
  /// Synthesized decoders call this overload, which is what makes the member optional on the wire.
  public func decode<Value: Decodable>(_ type: OrEmpty<Value>.Type, forKey key: Key) throws -> OrEmpty<Value> {
    OrEmpty(wrappedValue: try decodeIfPresent(Value.self, forKey: key) ?? .empty)
  }
}
