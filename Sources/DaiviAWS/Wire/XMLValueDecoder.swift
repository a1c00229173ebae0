import FoundationEssentials

/// Reads `Decodable` values from the XML of the Query protocols.
///
/// A member is the child of its name, first letter in either case; the items of a list are the children of its
/// element (`member`, `item`), a map's are `entry` elements with `key` and `value`.
struct XMLValueDecoder: Decoder {
  let element: XMLElement
  var codingPath: [any CodingKey] = []
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func decode<Value: Decodable>(_ type: Value.Type, from element: XMLElement) throws -> Value {
    try XMLValueDecoder(element: element).value(type)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(XMLKeyedContainer(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    XMLUnkeyedContainer(decoder: self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    XMLScalarContainer(decoder: self)
  }

  /// Scalars that the standard library does not build from text, everything else through its own decoder.
  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == Date.self {
      guard let date = AWSTime.parse(element.text.trimmed) else { throw mismatch(type) }
      return date as! Value
    }
    if type == Data.self {
      guard let data = Data(base64Encoded: element.text.trimmed) else { throw mismatch(type) }
      return data as! Value
    }
    return try Value(from: self)
  }

  func scalar<Value: LosslessStringConvertible>(_ type: Value.Type) throws -> Value {
    guard let value = Value(element.text.trimmed) else { throw mismatch(type) }
    return value
  }

  func mismatch(_ type: Any.Type) -> DecodingError {
    .typeMismatch(
      type, .init(codingPath: codingPath, debugDescription: "<\(element.name)> is \"\(element.text.prefix(80))\""))
  }

  func child(_ element: XMLElement, _ key: any CodingKey) -> XMLValueDecoder {
    XMLValueDecoder(element: element, codingPath: codingPath + [key])
  }
}

private struct XMLKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: XMLValueDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  /// The keys of a map. Synthesized decoders look members up by name and do not ask.
  var allKeys: [Key] { entries.compactMap { $0.text("key").flatMap(Key.init(stringValue:)) } }

  private var entries: [XMLElement] { decoder.element.children("entry").filter { $0.child("key") != nil } }

  private func find(_ key: Key) -> XMLElement? {
    let name = key.stringValue
    return decoder.element.child(name.capitalizedFirst) ?? decoder.element.child(name)
      ?? entries.first { $0.text("key") == name }?.child("value")
  }

  private func at(_ key: Key) throws -> XMLValueDecoder {
    guard let element = find(key) else {
      throw DecodingError.keyNotFound(
        key, .init(codingPath: codingPath, debugDescription: "no <\(key.stringValue.capitalizedFirst)>"))
    }
    return decoder.child(element, key)
  }

  func contains(_ key: Key) -> Bool { find(key) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { find(key) == nil }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try at(key).scalar(type) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try at(key).element.text }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try at(key).scalar(type) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try at(key).scalar(type) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try at(key).scalar(type) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try at(key).scalar(type) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try at(key).scalar(type) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try at(key).scalar(type) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try at(key).scalar(type) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try at(key).scalar(type) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try at(key).scalar(type) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try at(key).scalar(type) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try at(key).scalar(type) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try at(key).scalar(type) }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try at(key).value(type) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try at(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try at(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { try at(key) }
}

private struct XMLUnkeyedContainer: UnkeyedDecodingContainer {
  let decoder: XMLValueDecoder
  var currentIndex = 0
  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { decoder.element.children.count }
  var isAtEnd: Bool { currentIndex >= decoder.element.children.count }

  init(decoder: XMLValueDecoder) { self.decoder = decoder }

  private mutating func next() throws -> XMLValueDecoder {
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(Any.self, .init(codingPath: codingPath, debugDescription: "end of list"))
    }
    defer { currentIndex += 1 }
    return decoder.child(decoder.element.children[currentIndex], MemberKey("\(currentIndex)"))
  }

  mutating func decodeNil() throws -> Bool { false }
  mutating func decode(_ type: Bool.Type) throws -> Bool { try next().scalar(type) }
  mutating func decode(_ type: String.Type) throws -> String { try next().element.text }
  mutating func decode(_ type: Double.Type) throws -> Double { try next().scalar(type) }
  mutating func decode(_ type: Float.Type) throws -> Float { try next().scalar(type) }
  mutating func decode(_ type: Int.Type) throws -> Int { try next().scalar(type) }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next().scalar(type) }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next().scalar(type) }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next().scalar(type) }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next().scalar(type) }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next().scalar(type) }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next().scalar(type) }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next().scalar(type) }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next().scalar(type) }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next().scalar(type) }
  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().value(type) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct XMLScalarContainer: SingleValueDecodingContainer {
  let decoder: XMLValueDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { false }
  func decode(_ type: Bool.Type) throws -> Bool { try decoder.scalar(type) }
  func decode(_ type: String.Type) throws -> String { decoder.element.text }
  func decode(_ type: Double.Type) throws -> Double { try decoder.scalar(type) }
  func decode(_ type: Float.Type) throws -> Float { try decoder.scalar(type) }
  func decode(_ type: Int.Type) throws -> Int { try decoder.scalar(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try decoder.scalar(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try decoder.scalar(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try decoder.scalar(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try decoder.scalar(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try decoder.scalar(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.scalar(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.scalar(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.scalar(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.scalar(type) }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.value(type) }
}
