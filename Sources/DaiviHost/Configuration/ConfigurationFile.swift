import DaiviEngine
import DaiviSystem

/// daivi.yaml as written: defaults for all environments, and what each environment says of its own.
public struct ConfigurationFile: Hashable, Sendable {
  /// What can be set for all environments and for one.
  public struct Settings: Hashable, Sendable {
    public var app: String?
    public var account: String?
    public var primaryRegion: String?
    public var secondaryRegion: String?
    public var adminRole: String?
    /// ARN of the role that is assumed to deploy.
    public var deployRole: String?
    public var sandbox: Bool?
    /// True: through the backend bucket, for all machines.
    public var sharesLedger: Bool?
    /// Settings that targets' conditions name, such as `identityCenter`.
    public var settings: [String: String] = [:]
    /// Module name to parameter name to value.
    public var parameters: [String: [String: String]] = [:]
    public var limits: [String: Int] = [:]
    public var tags: [String: String] = [:]

    public init() {}
  }

  /// Name of the environment used when none is asked for.
  public var env: String?
  public var shared = Settings()
  public var environments: [String: Settings] = [:]

  public init() {}

  /// Reads the file; a missing one is an empty configuration.
  public static func read(_ path: String) throws -> ConfigurationFile {
    guard Files.exists(path) else { return ConfigurationFile() }
    return try parse(try Files.readText(path), name: path)
  }

  /// Parses YAML text; faults name the file, the line and the nearest known key.
  public static func parse(_ text: String, name: String) throws -> ConfigurationFile {
    let node: YAMLNode?
    do throws(YAMLError) {
      node = try YAMLParser.parse(text)
    } catch {
      throw CommandError(.usage, "\(name) is not YAML: \(error)")
    }
    var file = ConfigurationFile()
    guard let node else { return file }
    let reader = ConfigurationReader(file: name)
    for (key, value) in try reader.mapping(node, "the configuration") {
      switch key.text {
      case "env": file.env = try reader.text(value, "env")
      case "environments":
        for (name, settings) in try reader.mapping(value, "environments") {
          var one = Settings()
          for (key, value) in try reader.mapping(settings, "environments.\(name.text)") {
            guard try reader.take(key, value, into: &one) else {
              throw reader.unknown(key, in: "environments.\(name.text)", known: ConfigurationReader.keys)
            }
          }
          file.environments[name.text] = one
        }
      default:
        guard try reader.take(key, value, into: &file.shared) else {
          throw reader.unknown(key, in: "the configuration", known: ConfigurationReader.keys + ["env", "environments"])
        }
      }
    }
    return file
  }
}
