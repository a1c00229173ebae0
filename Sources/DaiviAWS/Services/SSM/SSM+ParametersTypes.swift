import FoundationEssentials

/// Types of the operations in SSM+Parameters.swift.
extension SSM {
  /// API type `Parameter`.
  public struct Parameter: Sendable, Hashable, Decodable {
    public var name: String?
    public var type: ParameterType?
    public var value: String?
    public var version: Int?
    public var lastModifiedDate: Date?
    public var arn: String?
    public var dataType: String?

    enum CodingKeys: String, CodingKey {
      case name
      case type
      case value
      case version
      case lastModifiedDate
      case arn = "aRN"
      case dataType
    }
  }

  /// API type `ParameterType`; values that this version does not know are kept.
  public struct ParameterType: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let string = Self(rawValue: "String")
    public static let stringList = Self(rawValue: "StringList")
    public static let secureString = Self(rawValue: "SecureString")
  }

  /// API type `Tag`.
  public struct Tag: Sendable, Hashable, Encodable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }
}
