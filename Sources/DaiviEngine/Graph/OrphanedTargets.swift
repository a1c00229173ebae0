import DaiviProtocol

/// Targets that are deployed and that the release in use does not offer any more, joined to the manifests so that they
/// can be taken away in order.
public enum OrphanedTargets {
  /// - Parameters:
  ///   - manifests: of the releases in use.
  ///   - earlier: of the releases that deployed the orphans, each with the targets meant.
  public static func joined(
    to manifests: [ModuleManifest], _ earlier: [(manifest: ModuleManifest, targets: Set<String>)]
  ) -> [ModuleManifest] {
    var all = manifests
    for (manifest, targets) in earlier {
      let orphans = manifest.targets.filter { targets.contains($0.name) }
      if let index = all.firstIndex(where: { $0.module == manifest.module }) {
        all[index].targets += orphans
      } else {
        var alone = manifest
        alone.targets = orphans
        all.append(alone)
      }
    }
    var outputs: [TargetID: Set<String>] = [:]
    for manifest in all {
      for target in manifest.targets {
        outputs[TargetID(module: manifest.module, target: target.name)] = Set(target.outputs)
      }
    }
    // What an orphan needed may be gone from the releases, too: then it orders nothing.
    for (manifest, targets) in earlier {
      guard let index = all.firstIndex(where: { $0.module == manifest.module }) else { continue }
      for place in all[index].targets.indices where targets.contains(all[index].targets[place].name) {
        all[index].targets[place].after.removeAll { outputs[$0] == nil }
        all[index].targets[place].inputs = all[index].targets[place].inputs.compactMap { input in
          var input = input
          input.from.removeAll { outputs[$0]?.contains(input.output) != true }
          return input.from.isEmpty ? nil : input
        }
      }
    }
    return all
  }
}
