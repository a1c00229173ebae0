/// The members of an element, or the entries of a map.
struct XMLKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
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
