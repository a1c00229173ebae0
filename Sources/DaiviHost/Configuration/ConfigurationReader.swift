import DaiviEngine

/// Reads YAML nodes with errors that name file, line and what was expected.
struct ConfigurationReader {
  struct Key {
    var text: String
    var line: Int
  }

  static let keys = [
    "account", "adminRole", "app", "deployRole", "identityCenter", "ledger", "limits", "modules", "primaryRegion",
    "sandbox", "sandboxAccount", "secondaryRegion", "settings", "tags",
  ]

  let file: String

  /// Puts a known key's value in its place; false when the key is none of `keys`.
  func take(_ key: Key, _ value: YAMLNode, into settings: inout ConfigurationFile.Settings) throws -> Bool {
    switch key.text {
    case "app": settings.app = try text(value, key.text)
    case "account": settings.account = try text(value, key.text)
    case "primaryRegion": settings.primaryRegion = try text(value, key.text)
    case "secondaryRegion": settings.secondaryRegion = try text(value, key.text)
    case "deployRole": settings.deployRole = try text(value, key.text)
    case "adminRole": settings.adminRole = try text(value, key.text)
    case IdentitySource.setting, SandboxAccount.setting: settings.settings[key.text] = try setting(key.text, value)
    case "sandbox":
      guard let flag = value.bool else { throw fault(value, "'sandbox' must be true or false") }
      settings.sandbox = flag
    case "ledger":
      let place = try text(value, key.text)
      guard ["local", "s3"].contains(place) else { throw fault(value, "'ledger' must be local or s3, not '\(place)'") }
      settings.sharesLedger = place == "s3"
    case "settings":
      for (key, value) in try mapping(value, key.text) { settings.settings[key.text] = try setting(key.text, value) }
    case "tags": settings.tags = try texts(value, key.text)
    case "limits":
      for (name, text) in try texts(value, key.text) {
        guard let number = Int(text), number > 0 else {
          throw fault(value, "'limits.\(name)' must be a positive number")
        }
        settings.limits[name] = number
      }
    case "modules":
      for (name, module) in try mapping(value, key.text) {
        for (key, value) in try mapping(module, "modules.\(name.text)") {
          guard key.text == "parameters" else {
            throw unknown(key, in: "modules.\(name.text)", known: ["parameters"])
          }
          settings.parameters[name.text] = try texts(value, "modules.\(name.text).parameters")
        }
      }
    default: return false
    }
    return true
  }

  /// A setting's value; those of the settings that the host knows are checked.
  private func setting(_ name: String, _ node: YAMLNode) throws -> String {
    let value = try text(node, name)
    let reason =
      switch name {
      case IdentitySource.setting: IdentitySource.fault(value)
      case SandboxAccount.setting: SandboxAccount.fault(value)
      default: nil as String?
      }
    if let reason { throw fault(node, reason) }
    return value
  }

  func mapping(_ node: YAMLNode, _ what: String) throws -> [(Key, YAMLNode)] {
    if node.scalar?.text.isEmpty == true { return [] }
    guard let mapping = node.mapping else { throw fault(node, "'\(what)' must be a mapping of names to values") }
    return try mapping.pairs.map { pair in
      guard let text = pair.key.scalar?.text else { throw fault(pair.key, "keys must be plain text") }
      return (Key(text: text, line: pair.key.mark.line), pair.value)
    }
  }

  /// A scalar as it is written: `0123` and `"0123"` are the same, zeros stay.
  func text(_ node: YAMLNode, _ what: String) throws -> String {
    guard let scalar = node.scalar else { throw fault(node, "'\(what)' must be a single value") }
    return scalar.text
  }

  func texts(_ node: YAMLNode, _ what: String) throws -> [String: String] {
    var result: [String: String] = [:]
    for (key, value) in try mapping(node, what) { result[key.text] = try text(value, "\(what).\(key.text)") }
    return result
  }

  func unknown(_ key: Key, in place: String, known: [String]) -> CommandError {
    let nearest = NearestName.find(key.text, in: known)
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "known are \(known.sorted().joined(separator: ", "))"
    return CommandError(.usage, "\(file):\(key.line): \(place) has no setting '\(key.text)'; \(hint)")
  }

  private func fault(_ node: YAMLNode, _ message: String) -> CommandError {
    CommandError(.usage, "\(file):\(node.mark.line): \(message)")
  }
}
