import DaiviEngine
import DaiviProtocol

/// What a manifest must say beyond its types.
enum ManifestRules {
  /// Everything that is wrong, each in a sentence.
  static func faults(_ manifest: ModuleManifest) -> [String] {
    var faults: [String] = []
    if SemanticVersion(manifest.version) == nil {
      faults.append("version '\(manifest.version)' is no semantic version")
    }
    if manifest.protocol.min > manifest.protocol.max { faults.append("protocol.min is above protocol.max") }
    if manifest.maxConcurrentSteps < 1 { faults.append("maxConcurrentSteps is below 1") }
    for requirement in manifest.requires where VersionRange(requirement.versions) == nil {
      faults.append("requires '\(requirement.module)' in '\(requirement.versions)', which is no range")
    }
    faults += twice(manifest.targets.map(\.name), "target")
    faults += twice(manifest.parameters.map(\.name), "parameter")
    if manifest.targets.isEmpty { faults.append("it has no target") }
    let parameters = Set(manifest.parameters.map(\.name))
    for target in manifest.targets {
      faults += twice(target.steps.map(\.id), "step", " of target '\(target.name)'")
      faults += twice(target.inputs.map(\.name), "input", " of target '\(target.name)'")
      if target.steps.isEmpty { faults.append("target '\(target.name)' has no step") }
      let inputs = Set(target.inputs.map(\.name))
      for step in target.steps {
        let place = "step '\(step.id)' of '\(target.name)'"
        faults += twice(step.checks.map(\.id), "check", " of \(place)")
        for name in step.parameters where !parameters.contains(name) {
          faults.append("\(place) reads parameter '\(name)', which the module does not declare")
        }
        for name in step.inputs ?? [] where !inputs.contains(name) {
          faults.append("\(place) reads input '\(name)', which its target does not take")
        }
        if step.maxSeconds < 1 { faults.append("\(place) may take \(step.maxSeconds) s") }
      }
    }
    return faults
  }

  private static func twice(_ names: [String], _ what: String, _ place: String = "") -> [String] {
    Set(names.filter { name in names.filter { $0 == name }.count > 1 }).sorted().map {
      "there are two \(what)s '\($0)'\(place)"
    }
  }
}
