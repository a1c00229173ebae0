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
      throw CommandError(
        .usage, "the configuration sets parameters of module '\(module)', which is not installed\(hint)")
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
        guard let value = Self.value(of: parameter, given: given, isSandbox: isSandbox) else { continue }
        if let fault = fault(in: given[parameter.name], of: parameter, isSandbox: isSandbox) {
          throw CommandError(.usage, "modules.\(manifest.module).parameters.\(parameter.name) \(fault)")
        }
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

  /// Every parameter that has a value, by module, unchecked: what targets' conditions go by.
  public static func set(
    _ configured: [String: [String: String]], manifests: [ModuleManifest], isSandbox: Bool
  ) -> [String: [String: String]] {
    var all: [String: [String: String]] = [:]
    for manifest in manifests {
      let given = configured[manifest.module] ?? [:]
      for parameter in manifest.parameters {
        all[manifest.module, default: [:]][parameter.name] = value(of: parameter, given: given, isSandbox: isSandbox)
      }
    }
    return all
  }

  /// The user's value, else the sandbox's where it is one, else the default.
  private static func value(
    of parameter: ParameterDeclaration, given: [String: String], isSandbox: Bool
  ) -> String? {
    given[parameter.name] ?? (isSandbox ? parameter.sandboxDefault : nil) ?? parameter.default
  }

  /// What is wrong with what the user wrote; a secret that stands there by mistake is not repeated.
  public static func fault(
    in given: String?, of parameter: ParameterDeclaration, isSandbox: Bool = false
  ) -> String? {
    // What is recorded of an environment has the sandbox's own values in it.
    guard let given, !(isSandbox && given == parameter.sandboxDefault) else { return nil }
    if parameter.kind == .secret {
      guard let reference = SecretReference(given), !reference.isPublic else {
        return "must say where the secret comes from: env:NAME, file:PATH, prompt, or the ARN of a Secrets Manager "
          + "secret; the secret itself does not belong in a configuration"
      }
      return nil
    }
    guard let pattern = parameter.pattern, let expression = try? Regex(pattern) else { return nil }
    if given.wholeMatch(of: expression) != nil { return nil }
    return "'\(given)' \(parameter.rule ?? "does not match \(pattern)")"
  }
}
