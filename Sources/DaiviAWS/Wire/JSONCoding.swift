import FoundationEssentials

/// How a service spells member names. Swift properties always start in lower case.
public enum MemberCase: Sendable, Hashable {
  /// `StackName`: most services.
  case pascal
  /// `logGroupName`: CloudWatch Logs, DataZone, S3 Tables, Lambda's newer members, ...
  case camel
}

/// Codable values as a service's JSON. Dictionary keys are data and stay as they are; dates are seconds since 1970.
struct JSONCoding: Sendable {
  var memberCase: MemberCase

  func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .secondsSince1970
    if memberCase == .pascal {
      encoder.keyEncodingStrategy = .custom { path in MemberKey(path.last!.stringValue.capitalizedFirst) }
    }
    return Array(try encoder.encode(value))
  }

  func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let container = try decoder.singleValueContainer()
      if let seconds = try? container.decode(Double.self) { return Date(timeIntervalSince1970: seconds) }
      let text = try container.decode(String.self)
      guard let date = AWSTime.parse(text) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a timestamp: \(text)")
      }
      return date
    }
    if memberCase == .pascal {
      decoder.keyDecodingStrategy = .custom { path in MemberKey(path.last!.stringValue.uncapitalizedFirst) }
    }
    return try decoder.decode(type, from: Data(bytes.isEmpty ? Array("{}".utf8) : bytes))
  }
}

/// A member name made at run time.
struct MemberKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
