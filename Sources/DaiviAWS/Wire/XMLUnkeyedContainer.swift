/// The items of a list: every child of its element.
struct XMLUnkeyedContainer: UnkeyedDecodingContainer {
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
