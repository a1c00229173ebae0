import DaiviProtocol

/// Short words for the manifests of tests.
func module(_ name: String, concurrent: Int = 16, _ targets: TargetManifest...) -> ModuleManifest {
  ModuleManifest(module: name, version: "1.0.0", title: name, maxConcurrentSteps: concurrent, targets: targets)
}

func target(
  _ name: String, after: [TargetID] = [], inputs: [InputDeclaration] = [], outputs: [String] = [],
  steps: [StepManifest] = [step("do")]
) -> TargetManifest {
  TargetManifest(name: name, title: name, after: after, inputs: inputs, outputs: outputs, steps: steps)
}

func step(
  _ id: String, revision: String = "1", resume: StepManifest.Resume = .ask, parameters: [String] = [],
  inputs: [String]? = nil, limits: [String: Int] = [:], singletons: [String] = [], checked: Bool = true
) -> StepManifest {
  StepManifest(
    id: id, kind: "custom", title: id, fingerprint: revision, resume: resume, parameters: parameters, inputs: inputs,
    limits: limits, singletons: singletons, checks: checked ? [CheckDeclaration(id: "check", title: "is there")] : [])
}

/// A gate that the module is asked about until it is open.
func gate(_ id: String) -> StepManifest {
  StepManifest(
    id: id, kind: "gate", title: id, fingerprint: "gate",
    gate: GateDeclaration(kind: .condition, instructions: "ready", seconds: 60))
}

func input(_ name: String, from: TargetID..., optional: Bool = false) -> InputDeclaration {
  InputDeclaration(name: name, from: from, output: name, optional: optional)
}

let failedCheck = [CheckResult(id: "check", title: "is there", status: .failed, detail: "it is gone")]
