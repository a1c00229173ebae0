import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol

extension Project {
  /// The project with the targets that are deployed and that only a pinned earlier release still knows. Those whose
  /// release is not here stay unknown.
  func withOrphans(_ ledger: Ledger) async throws -> Project {
    var wanted: [ModuleBinary: Set<String>] = [:]
    for state in try await ledger.targetStates() {
      guard graph.nodes[TargetID(module: state.module, target: state.target)] == nil,
        let binary = earlier.first(where: { $0.name == state.module && $0.version == state.moduleVersion })
      else { continue }
      wanted[binary, default: []].insert(state.target)
    }
    if wanted.isEmpty { return self }
    var described: [(manifest: ModuleManifest, targets: Set<String>)] = []
    var orphans: [TargetID: ModuleBinary] = [:]
    for (binary, targets) in wanted.sorted(by: { $0.key.path < $1.key.path }) {
      guard let manifest = try await ManifestCache(layout: layout).manifests(of: [binary]).first else { continue }
      described.append((manifest, targets))
      for target in targets where manifest.targets.contains(where: { $0.name == target }) {
        orphans[TargetID(module: binary.name, target: target)] = binary
      }
    }
    let all = OrphanedTargets.joined(to: manifests, described)
    do throws(GraphError) {
      return Project(
        layout: layout, configuration: configuration, binaries: binaries, shadowed: shadowed, unpinned: unpinned,
        earlier: earlier, manifests: all,
        graph: try DeploymentGraph(
          manifests: all, settings: configuration.environment.settings,
          parameters: ModuleParameters.set(
            configuration.parameters, manifests: all, isSandbox: configuration.isSandbox)), orphans: orphans)
    } catch {
      throw CommandError(.usage, "\(error)")
    }
  }
}
