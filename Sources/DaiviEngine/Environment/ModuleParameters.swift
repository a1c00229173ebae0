import DaiviProtocol
import DaiviSystem

/// Checks the configured parameters against what modules declare, before anything is touched.
public enum ModuleParameters {
  /// Values with defaults filled in and files as absolute paths; and the same with each file replaced by a digest of
  /// its content, for fingerprints. Throws `CommandError` (usage).
  /// - Parameter isSandbox: whether a parameter's default for sandboxes counts.
  public static func resolve(
    _ configured: [String: [String: String]], manifests: [ModuleManifest], base: String, files: FileInspector,
    isSandbox: Bool = false
  ) throws -> (values: [String: [String: String]], digests: [String: [String: String]]) {
    let known = Dictionary(uniqueKeysWithValues: manifests.map { ($0.module, $0) })
    for module in configured.keys.sorted() where known[module] == nil {
      let hint = NearestName.find(module, in: known.keys).map { ", did you mean '\($0)'?" } ?? ""
      throw CommandError(.usage, "the configuration sets parameters of module '\(module)', which is not installed\(hint)")
    }
    var values: [String: [String: String]] = [:]
    var digests: [String: [String: String]] = [:]
    for manifest in manifests {
      let given = configured[manifest.module] ?? [:]
      let names = manifest.parameters.map(\.name)
      for name in given.keys.sorted() where !names.contains(name) {
        let hint =
          NearestName.find(name, in: names).map { "did you mean '\($0)'?" }
          ?? (names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))")
        throw CommandError(.usage, "module '\(manifest.module)' has no parameter '\(name)'; \(hint)")
      }
      for parameter in manifest.parameters {
        let otherwise = isSandbox ? parameter.sandboxDefault ?? parameter.default : parameter.default
        guard let value = given[parameter.name] ?? otherwise else { continue }
        if parameter.kind == .file {
          let path = Path.absolute(value, from: base)
          do {
            digests[manifest.module, default: [:]][parameter.name] = try files.digest(path, format: parameter.format)
          } catch {
            throw CommandError(.usage, "modules.\(manifest.module).parameters.\(parameter.name): \(error)")
          }
          values[manifest.module, default: [:]][parameter.name] = path
        } else {
          values[manifest.module, default: [:]][parameter.name] = value
          digests[manifest.module, default: [:]][parameter.name] = value
        }
      }
    }
    return (values, digests)
  }
}
