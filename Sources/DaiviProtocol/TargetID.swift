/// The key of a target: the module that offers it and its name there, written `module/target`.
public struct TargetID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public var module: String
  public var target: String

  public init(module: String, target: String) {
    self.module = module
    self.target = target
  }

  /// Reads `module/target`; nil when there is not exactly one `/` or a side is empty.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    self.init(module: String(parts[0]), target: String(parts[1]))
  }

  public var description: String { "\(module)/\(target)" }

  public static func < (lhs: TargetID, rhs: TargetID) -> Bool {
    (lhs.module, lhs.target) < (rhs.module, rhs.target)
  }
}

extension TargetID: Codable, ExpressibleByStringLiteral {
  /// For declarations in module code: a literal that is not `module/target` is a programming error.
  public init(stringLiteral value: String) {
    guard let id = TargetID(value) else { preconditionFailure("'\(value)' is not module/target") }
    self = id
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = TargetID(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not module/target")
    }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
