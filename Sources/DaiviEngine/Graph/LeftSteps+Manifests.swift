import DaiviLedger
import DaiviProtocol

extension LeftSteps {
  /// The manifests with the dropped steps after the steps of their targets, so that they are taken away first, and
  /// with what their releases may do. Steps that none of the releases has are not there.
  /// - Parameters:
  ///   - left: `dropped(from: manifests)`.
  ///   - releases: manifests of the releases that had the steps.
  ///   - deployed: what is deployed. Of that, what a step's target needed then goes after the step, unless it needs that
  ///     target itself by now.
  public static func joined(
    to manifests: [ModuleManifest], _ left: [LeftStep], releases: [ModuleManifest], deployed: Set<TargetID>
  ) -> [ModuleManifest] {
    var all = manifests
    for step in left {
      let id = TargetID(module: step.module, target: step.target)
      let release = releases.first { $0.module == step.module && $0.version == step.moduleVersion }
      guard let release, let target = release.targets.first(where: { $0.name == step.target }),
        let manifest = target.steps.first(where: { $0.id == step.step }),
        let module = all.firstIndex(where: { $0.module == step.module }),
        let place = all[module].targets.firstIndex(where: { $0.name == step.target }),
        !all[module].targets[place].steps.contains(where: { $0.id == step.step })
      else { continue }
      all[module].targets[place].steps.append(manifest)
      all[module].permissions = Set(all[module].permissions).union(release.permissions).sorted()
      let needs = needs(of: target).intersection(deployed).subtracting(needs(of: all[module].targets[place]))
      for need in needs.sorted() where !reaches(id, from: need, in: all) {
        all[module].targets[place].after.append(need)
      }
    }
    return all
  }

  private static func needs(of target: TargetManifest) -> Set<TargetID> {
    Set(target.after + target.inputs.filter { !$0.optional }.flatMap(\.from))
  }

  /// Whether a target is, or comes before, another; true also where the manifests have not that other one.
  private static func reaches(_ goal: TargetID, from start: TargetID, in manifests: [ModuleManifest]) -> Bool {
    var edges: [TargetID: Set<TargetID>] = [:]
    for manifest in manifests {
      for target in manifest.targets {
        edges[TargetID(module: manifest.module, target: target.name)] =
          needs(of: target).union(target.inputs.flatMap(\.from))
      }
    }
    guard edges[start] != nil else { return true }
    var seen: Set<TargetID> = []
    var todo = [start]
    while let id = todo.popLast() {
      if id == goal { return true }
      if seen.insert(id).inserted { todo += edges[id] ?? [] }
    }
    return false
  }
}
