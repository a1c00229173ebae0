/// The files that the AWS command line and all SDKs share ("Shared config and credentials files", SDKs and Tools
/// Guide): `~/.aws/config` and `~/.aws/credentials`.
public struct SharedConfig: Sendable, Hashable {
  /// Settings by profile; the credentials file wins over the config file.
  public private(set) var profiles: [String: [String: String]] = [:]
  /// `services` sections: settings of a service as `s3.endpoint_url`.
  public private(set) var services: [String: [String: String]] = [:]
  /// The files that were there.
  public private(set) var files: [String] = []

  /// Reads both files; one that does not exist is empty.
  public init(_ machine: AWSMachine) {
    let config = Self.path(machine, "AWS_CONFIG_FILE", "config")
    for (section, values) in Self.sections(machine.text(config) ?? "") {
      let words = section.split(separator: " ", maxSplits: 1).map(\.trimmed)
      if section == "default" {
        profiles["default", default: [:]].merge(values) { $1 }
      } else if words.count == 2, words[0] == "profile" {
        profiles[words[1], default: [:]].merge(values) { $1 }
      } else if words.count == 2, words[0] == "services" {
        services[words[1], default: [:]].merge(values) { $1 }
      }
    }
    let credentials = Self.path(machine, "AWS_SHARED_CREDENTIALS_FILE", "credentials")
    for (section, values) in Self.sections(machine.text(credentials) ?? "") {
      profiles[section, default: [:]].merge(values) { $1 }
    }
    files = [config, credentials].filter { machine.readFile($0) != nil }
  }

  private static func path(_ machine: AWSMachine, _ variable: String, _ name: String) -> String {
    guard let path = machine.variable(variable) else { return "\(machine.homeDirectory)/.aws/\(name)" }
    return path.hasPrefix("~/") ? machine.homeDirectory + path.dropFirst() : path
  }

  /// The sections of an INI file. An indented line belongs to the key above it: `s3 =` and `  endpoint_url = ...` are
  /// `s3.endpoint_url`.
  static func sections(_ text: String) -> [(name: String, values: [String: String])] {
    var result: [(name: String, values: [String: String])] = []
    var parent = ""
    for line in text.split(whereSeparator: \.isNewline) {
      let content = line.trimmed
      guard !content.isEmpty, !content.hasPrefix("#"), !content.hasPrefix(";") else { continue }
      if content.hasPrefix("[") {
        result.append((String(content.dropFirst().prefix { $0 != "]" }).trimmed, [:]))
        parent = ""
        continue
      }
      guard let equals = content.firstIndex(of: "="), !result.isEmpty else { continue }
      let key = content[..<equals].trimmed.lowercased()
      let value = withoutComment(content[content.index(after: equals)...].trimmed)
      if line.first?.isWhitespace == true, !parent.isEmpty {
        result[result.count - 1].values["\(parent).\(key)"] = value
      } else {
        parent = value.isEmpty ? key : ""
        result[result.count - 1].values[key] = value
      }
    }
    return result
  }

  /// A comment may follow a value after white space.
  private static func withoutComment(_ value: String) -> String {
    for mark in [" #", " ;", "\t#", "\t;"] {
      if let range = value.firstRange(of: mark) { return value[..<range.lowerBound].trimmed }
    }
    return value
  }

  /// The name of the profile in use when none is given: `AWS_PROFILE`, else `default`.
  public static func profileName(_ machine: AWSMachine) -> String {
    machine.variable("AWS_PROFILE") ?? machine.variable("AWS_DEFAULT_PROFILE") ?? "default"
  }

  /// Endpoints that the `services` section of a profile names, by service as environment variables spell it.
  public func serviceEndpoints(profile: String) -> [String: String] {
    guard let section = profiles[profile]?["services"], let values = services[section] else { return [:] }
    var endpoints: [String: String] = [:]
    for (key, url) in values where key.hasSuffix(".endpoint_url") {
      endpoints[key.dropLast(".endpoint_url".count).uppercased()] = url
    }
    return endpoints
  }
}
