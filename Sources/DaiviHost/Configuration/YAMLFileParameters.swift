import DaiviEngine
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Files of the format `yaml`: a person writes YAML (or JSON, which is YAML too), a module reads JSON and links no YAML
/// library. The copy is named by its content.
public struct YAMLFileParameters: Sendable {
  private let manifests: [ModuleManifest]
  private let directory: String

  /// - Parameter directory: where the copies go.
  public init(manifests: [ModuleManifest], directory: String) {
    self.manifests = manifests
    self.directory = directory
  }

  /// The values with each YAML file's path replaced by that of its JSON copy, and the digests with its digest: a module
  /// that runs alone is given the copy and must come to the same fingerprints. Throws `CommandError` (usage).
  public func converted(
    _ values: [String: [String: String]], digests: [String: [String: String]]
  ) throws -> (values: [String: [String: String]], digests: [String: [String: String]]) {
    var (values, digests) = (values, digests)
    for manifest in manifests {
      for parameter in manifest.parameters where parameter.kind == .file && parameter.format == "yaml" {
        guard let path = values[manifest.module]?[parameter.name] else { continue }
        do {
          let copy = try copy(of: path)
          values[manifest.module]?[parameter.name] = copy.path
          digests[manifest.module]?[parameter.name] = copy.digest
        } catch let fault as YAMLFault {
          throw CommandError(.usage, "modules.\(manifest.module).parameters.\(parameter.name): \(path): \(fault.text)")
        }
      }
    }
    return (values, digests)
  }

  private func copy(of path: String) throws -> (path: String, digest: String) {
    let json = try Self.json(try Files.readText(path))
    let digest = SHA256.hex(of: json)
    let target = Path.join(directory, digest + ".json")
    if !Files.exists(target) {
      try Files.createDirectory(directory)
      try Files.writeAtomically(Array(json.utf8), to: target)
    }
    return (target, digest)
  }

  /// JSON with sorted keys; every scalar is the text that was written, one that says nothing is null.
  static func json(_ yaml: String) throws -> String {
    let node: YAMLNode?
    do throws(YAMLError) {
      node = try YAMLParser.parse(yaml)
    } catch {
      throw YAMLFault(text: "is not YAML: \(error)")
    }
    guard let node else { throw YAMLFault(text: "is empty") }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(try value(node)), as: UTF8.self)
  }

  private static func value(_ node: YAMLNode) throws -> JSONValue {
    switch node.content {
    case .scalar(let scalar):
      let isNothing = scalar.isPlain && ["", "~", "null"].contains(scalar.text)
      return isNothing ? .null : .string(scalar.text)
    case .sequence(let items): return .array(try items.map(value))
    case .mapping(let mapping):
      var members: [String: JSONValue] = [:]
      for pair in mapping.pairs {
        guard let name = pair.key.scalar?.text else {
          throw YAMLFault(text: "line \(pair.key.mark.line): keys must be plain text")
        }
        members[name] = try value(pair.value)
      }
      return .object(members)
    }
  }
}

private struct YAMLFault: Error {
  var text: String
}
