/// A value a user can set for the module in the configuration.
public struct ParameterDeclaration: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Sendable {
    /// Text, numbers and booleans.
    case value
    /// Path of a local file, relative to the configuration; its content is part of the fingerprint.
    case file
    /// Where a secret comes from: the ARN of a Secrets Manager secret, `env:NAME`, `file:PATH` or `prompt`; never the
    /// secret itself.
    case secret
  }

  public var name: String
  public var kind: Kind
  /// One line for people.
  public var title: String
  public var `default`: String?
  /// For files: the format the host checks before anything is touched; `csv`, `yaml` (which the module gets as JSON) or
  /// none.
  public var format: String?
  /// The value in a local sandbox where the user sets none, before `default`. `{sandbox.host}` and `{sandbox.port}` in
  /// it are the sandbox's address; a secret's is `public:VALUE`, which is known to everybody.
  public var sandboxDefault: String?
  /// For values: a regular expression that the whole value must match.
  public var pattern: String?
  /// The pattern in words, with its reason; what a user reads whose value does not match.
  public var rule: String?

  public init(
    name: String, kind: Kind = .value, title: String, default: String? = nil,
    sandboxDefault: String? = nil, format: String? = nil, pattern: String? = nil, rule: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.title = title
    self.default = `default`
    self.format = format
    self.sandboxDefault = sandboxDefault
    self.pattern = pattern
    self.rule = rule
  }
}
