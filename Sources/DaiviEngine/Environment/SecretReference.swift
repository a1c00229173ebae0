/// Where a secret comes from, as a configuration says it. The secret itself never stands there.
public enum SecretReference: Hashable, Sendable {
  /// `arn:aws:secretsmanager:...`: it lies in Secrets Manager already.
  case arn(String)
  /// `env:NAME`: an environment variable of the command.
  case variable(String)
  /// `file:PATH`: the first line of a file.
  case file(String)
  /// `prompt`: typed without echo when it is needed.
  case prompt
  /// `public:VALUE`: a value that everybody knows, a sandbox's; only a module's own declaration may have it.
  case known(String)

  /// nil when the text is none of these.
  public init?(_ text: String) {
    func after(_ prefix: String) -> String? {
      text.hasPrefix(prefix) && text.count > prefix.count ? String(text.dropFirst(prefix.count)) : nil
    }
    if text == "prompt" {
      self = .prompt
    } else if let name = after("env:") {
      self = .variable(name)
    } else if let path = after("file:") {
      self = .file(path)
    } else if let value = after("public:") {
      self = .known(value)
    } else if text.hasPrefix("arn:"), text.split(separator: ":").dropFirst(2).first == "secretsmanager" {
      self = .arn(text)
    } else {
      return nil
    }
  }

  var isPublic: Bool {
    if case .known = self { true } else { false }
  }
}
