import DaiviLedger
import DaiviProtocol
import DaiviSystem

/// The modules' secrets: read where the configuration says they are, held in memory, given to the module that declares
/// them and to nobody else. Neither the ledger nor a fingerprint knows more than where a secret comes from.
///
/// The actor guards what was typed.
public actor ModuleSecrets {
  public typealias Ask = @Sendable (_ question: String) throws -> String

  private let manifests: [ModuleManifest]
  private let values: [String: [String: String]]
  private let base: String
  private let variables: [String: String]
  private let ask: Ask
  private var typed: [String: [String: String]] = [:]

  /// - Parameters:
  ///   - values: the modules' parameters, resolved.
  ///   - base: directory that paths of files are relative to.
  ///   - ask: gets a secret from the person at the terminal.
  public init(
    manifests: [ModuleManifest], values: [String: [String: String]], base: String,
    variables: [String: String] = ProcessEnvironment.variables(), ask: @escaping Ask
  ) {
    self.manifests = manifests
    self.values = values
    self.base = base
    self.variables = variables
    self.ask = ask
  }

  /// Before a deploy: reads what targets that are to run will need, and asks for what is to be typed, so that nothing is
  /// begun that could not be finished. Throws `CommandError` (usage) naming the parameter.
  /// - Parameter done: what the deploy would skip.
  public func require(for targets: Set<TargetID>, done: Set<TargetID>) throws {
    for manifest in manifests {
      let secrets = manifest.parameters.filter { $0.kind == .secret }
      if secrets.isEmpty { continue }
      let read = Set(
        manifest.targets.filter {
          let id = TargetID(module: manifest.module, target: $0.name)
          return targets.contains(id) && !done.contains(id)
        }.flatMap(\.steps).flatMap(\.parameters))
      for secret in secrets where read.contains(secret.name) {
        if try value(of: secret.name, manifest.module) != nil { continue }
        guard case .prompt? = reference(secret.name, manifest.module) else { continue }
        typed[manifest.module, default: [:]][secret.name] = try ask(secret.title)
      }
    }
  }

  /// What a module is given at its start; what cannot be read now is left out, and the step that needs it says so.
  public func secrets(of module: String) -> [String: String] {
    guard let manifest = manifests.first(where: { $0.module == module }) else { return [:] }
    var found: [String: String] = [:]
    for secret in manifest.parameters where secret.kind == .secret {
      found[secret.name] = try? value(of: secret.name, module)
    }
    return found
  }

  private func reference(_ name: String, _ module: String) -> SecretReference? {
    values[module]?[name].flatMap(SecretReference.init)
  }

  /// nil: there is no value here (it lies in Secrets Manager, was not typed, or is not configured).
  private func value(of name: String, _ module: String) throws -> String? {
    let parameter = "modules.\(module).parameters.\(name)"
    switch reference(name, module) {
    case .variable(let variable):
      guard let value = variables[variable], !value.isEmpty else {
        throw CommandError(.usage, "\(parameter): the environment variable \(variable) is not set")
      }
      return value
    case .file(let path):
      let absolute = Path.absolute(path, from: base)
      guard let bytes = try? Files.read(absolute) else {
        throw CommandError(.usage, "\(parameter): cannot read \(absolute)")
      }
      let line = bytes.prefix { $0 != 0x0a && $0 != 0x0d }
      guard !line.isEmpty else { throw CommandError(.usage, "\(parameter): \(absolute) has no first line") }
      return String(decoding: line, as: UTF8.self)
    case .known(let value): return value
    case .prompt: return typed[module]?[name]
    case .arn, nil: return nil
    }
  }
}
