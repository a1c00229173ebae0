import DaiviProtocol
import DaiviSystem

/// Digests that decide whether something must run again. Pure: the same values give the same digest on any machine.
public struct Fingerprints: Sendable {
  private let environmentDigest: String
  private let parameters: [String: [String: String]]

  /// `parameters` are the modules' values with each file replaced by a digest of its content. Settings choose which
  /// targets apply; they are no part of what a target deploys.
  public init(environment: ModuleEnvironment, parameters: [String: [String: String]]) {
    self.parameters = parameters
    // Stacks under a role of their own need what that role may do, and who deploys instead is told to services that ask;
    // without a deploy role nothing is added.
    environmentDigest = Self.digest(
      [
        environment.app, environment.env, environment.account, environment.partition, environment.primaryRegion,
        environment.secondaryRegion, environment.adminRole, Self.text(environment.tags),
      ] + (environment.stackRole.map { [$0] } ?? []) + (environment.deployRole.map { [$0] } ?? []))
  }

  /// What one step depends on: what the module brings, where it goes, the parameters and inputs it reads.
  public func step(_ step: StepManifest, module: String, target: String, inputs: [String: String]) -> String {
    let read = step.inputs.map { names in inputs.filter { names.contains($0.key) } } ?? inputs
    let values = (parameters[module] ?? [:]).filter { step.parameters.contains($0.key) }
    return Self.digest([
      module, target, step.id, step.fingerprint, environmentDigest, Self.text(values), Self.text(read),
    ])
  }

  /// What a whole target depends on: all its steps.
  public func target(_ target: TargetManifest, module: String, inputs: [String: String]) -> String {
    Self.target(of: target.steps.map { step($0, module: module, target: target.name, inputs: inputs) })
  }

  /// The same of its steps' fingerprints, in the target's order.
  static func target(of steps: [String]) -> String { digest(steps) }

  private static func text(_ values: [String: String]) -> String {
    values.sorted { $0.key < $1.key }.map { "\($0.key)\u{1f}\($0.value)" }.joined(separator: "\u{1e}")
  }

  /// Length-prefixed, so that no two lists of parts read the same.
  private static func digest(_ parts: [String]) -> String {
    SHA256.hex(of: parts.map { "\($0.utf8.count):\($0)" }.joined())
  }
}
