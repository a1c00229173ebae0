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
