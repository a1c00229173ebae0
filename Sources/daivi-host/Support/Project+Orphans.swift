import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol

/// The steps that upgrades dropped from targets that are deployed, and the releases here that can take away what they
/// left.
struct EarlierSteps: Sendable {
  var left: [LeftStep] = []
  var releases: [TargetID: [String: ModuleBinary]] = [:]
}

extension Project {
  /// The project with what is deployed and only pinned earlier releases still know: targets, and steps of targets. What
  /// has no release here stays unknown.
  func withOrphans(_ ledger: Ledger) async throws -> (Project, EarlierSteps) {
    let states = try await ledger.targetStates()
    var wanted: [ModuleBinary: Set<String>] = [:]
    for state in states {
      guard graph.nodes[TargetID(module: state.module, target: state.target)] == nil,
        let binary = release(state.module, state.moduleVersion)
      else { continue }
      wanted[binary, default: []].insert(state.target)
    }
    var described: [(manifest: ModuleManifest, targets: Set<String>)] = []
    var orphans: [TargetID: ModuleBinary] = [:]
    for (binary, targets) in wanted.sorted(by: { $0.key.path < $1.key.path }) {
      guard let manifest = try await manifest(of: binary) else { continue }
      described.append((manifest, targets))
      for target in targets where manifest.targets.contains(where: { $0.name == target }) {
        orphans[TargetID(module: binary.name, target: target)] = binary
      }
    }
    var all = OrphanedTargets.joined(to: manifests, described)
    let steps = try await earlierSteps(of: all, ledger)
    if wanted.isEmpty && steps.releases.isEmpty { return (self, steps) }
    var releases: [ModuleManifest] = []
    for binary in Set(steps.releases.values.flatMap(\.values)).sorted(by: { $0.path < $1.path }) {
      if let manifest = try await manifest(of: binary) { releases.append(manifest) }
    }
    all = LeftSteps.joined(
      to: all, steps.left, releases: releases,
      deployed: Set(states.map { TargetID(module: $0.module, target: $0.target) }))
    return (try with(all, orphans: orphans), steps)
  }

  private func earlierSteps(of manifests: [ModuleManifest], _ ledger: Ledger) async throws -> EarlierSteps {
    var steps = EarlierSteps(left: try await LeftSteps.dropped(from: manifests, ledger))
    for step in steps.left {
      guard let binary = release(step.module, step.moduleVersion) else { continue }
      steps.releases[TargetID(module: step.module, target: step.target), default: [:]][step.step] = binary
    }
    return steps
  }

  private func release(_ module: String, _ version: String) -> ModuleBinary? {
    earlier.first { $0.name == module && $0.version == version }
  }

  private func manifest(of binary: ModuleBinary) async throws -> ModuleManifest? {
    try await ManifestCache(layout: layout).manifests(of: [binary]).first
  }

  private func with(_ manifests: [ModuleManifest], orphans: [TargetID: ModuleBinary]) throws -> Project {
    do throws(GraphError) {
      return Project(
        layout: layout, configuration: configuration, binaries: binaries, shadowed: shadowed, unpinned: unpinned,
        earlier: earlier, manifests: manifests,
        graph: try DeploymentGraph(
          manifests: manifests, settings: configuration.environment.settings,
          parameters: ModuleParameters.set(
            configuration.parameters, manifests: manifests, isSandbox: configuration.isSandbox)), orphans: orphans)
    } catch {
      throw CommandError(.usage, "\(error)")
    }
  }
}
