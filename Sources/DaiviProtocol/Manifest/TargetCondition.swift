/// A target applies when a setting of the environment has one of these values, or when a parameter of its module has a
/// value.
public struct TargetCondition: Codable, Hashable, Sendable, CustomStringConvertible {
  /// Name of the setting, such as `identityCenter`; empty where the condition is on a parameter.
  public var setting: String
  public var isOneOf: [String]
  /// Name of the module's parameter that must have a value; absent: the condition is on a setting.
  public var parameter: String?

  public init(setting: String, isOneOf: [String]) {
    self.setting = setting
    self.isOneOf = isOneOf
  }

  /// Applies when the module's parameter has a value.
  public init(parameter: String) {
    setting = ""
    isOneOf = []
    self.parameter = parameter
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    parameter = try container.decodeIfPresent(String.self, forKey: .parameter)
    let isOnParameter = parameter != nil
    setting = isOnParameter ? "" : try container.decode(String.self, forKey: .setting)
    isOneOf = isOnParameter ? [] : try container.decode([String].self, forKey: .isOneOf)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if let parameter { return try container.encode(parameter, forKey: .parameter) }
    try container.encode(setting, forKey: .setting)
    try container.encode(isOneOf, forKey: .isOneOf)
  }

  private enum CodingKeys: String, CodingKey { case setting, isOneOf, parameter }

  /// Whether it holds. `parameters` are those of the target's module that have a value.
  public func holds(settings: [String: String], parameters: [String: String]) -> Bool {
    if let parameter { return !(parameters[parameter] ?? "").isEmpty }
    return isOneOf.contains(settings[setting] ?? "")
  }

  /// `where 'identityCenter' is account or organization`, `where parameter 'host' has a value`.
  public var description: String {
    if let parameter { return "where its parameter '\(parameter)' has a value" }
    return "where '\(setting)' is \(isOneOf.joined(separator: " or "))"
  }

  /// Why a target is off: `identityCenter is not account`, `host is not set`.
  public var unmet: String {
    if let parameter { return "\(parameter) is not set" }
    return "\(setting) is not \(isOneOf.joined(separator: " or "))"
  }
}
