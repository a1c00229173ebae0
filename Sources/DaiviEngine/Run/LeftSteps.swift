import DaiviLedger
import DaiviProtocol

/// The steps that upgrades dropped from targets that stay, as far as they may have left something. A deploy only names
/// them: a step that was renamed has its stack taken over. A destroy takes away what they left.
public enum LeftSteps {
  /// Those that were deployed and that the manifests have not, of targets that the manifests have. Of one target those
  /// come first whose last attempt was earlier.
  public static func dropped(from manifests: [ModuleManifest], _ ledger: Ledger) async throws -> [LeftStep] {
    let state = try await DeployState(ledger: ledger)
    var dropped: [LeftStep] = []
    for manifest in manifests {
      for target in manifest.targets {
        let id = TargetID(module: manifest.module, target: target.name)
        dropped += try await self.dropped(id, target, state: state, ledger)
      }
    }
    return dropped
  }

  /// What is to be recorded when a release begins to run a target: the steps that it has not, and those that it has
  /// again, which count as dropped until the target is done.
  static func beginning(
    _ node: DeploymentGraph.Node, state: DeployState, _ ledger: Ledger
  ) async throws -> [LeftStep] {
    let offered = Set(node.manifest.steps.map(\.id))
    let back = (state.leftSteps[node.id] ?? []).filter { offered.contains($0.step) }
    return back + (try await dropped(node.id, node.manifest, state: state, ledger))
  }

  private static func dropped(
    _ id: TargetID, _ manifest: TargetManifest, state: DeployState, _ ledger: Ledger
  ) async throws -> [LeftStep] {
    guard let recorded = state.targets[id] else { return [] }
    let offered = Set(manifest.steps.map(\.id))
    let known = state.leftSteps[id] ?? []
    if let had = state.steps[id], known.isEmpty, offered.isSuperset(of: had.steps) { return [] }
    let attempts = try await ledger.lastAttempts(module: id.module, target: id.target)
    let had = state.steps[id] ?? steps(of: recorded, attempts)
    let outputs = try await ledger.outputs(module: id.module, target: id.target)
    return attempts.filter { !offered.contains($0.intent.step) && !isGate($0) && DestroyableStep.mayHaveLeft($0) }
      .compactMap { last in
        let step = last.intent.step
        let before = known.first { $0.step == step }
        // Dropped before the release that ran last, or dropped by it; else of a time before the target was destroyed.
        guard had.steps.contains(step), before.map({ $0.attempt < last.id }) ?? true else { return before }
        return LeftStep(
          module: id.module, target: id.target, step: step, moduleVersion: had.moduleVersion, attempt: last.id,
          outputs: outputs.filter { $0.step == step }.values)
      }
  }

  /// An earlier host recorded no list of a target's steps. Their last attempts are that list where their fingerprints
  /// make up the target's; where they do not, nobody can say which release had what.
  private static func steps(of recorded: TargetState, _ attempts: [StepAttempt]) -> TargetSteps {
    let fits =
      recorded.status == .done
      && recorded.fingerprint == Fingerprints.target(of: attempts.map(\.intent.fingerprint))
    return TargetSteps(
      module: recorded.module, target: recorded.target, moduleVersion: recorded.moduleVersion,
      steps: fits ? attempts.map(\.intent.step) : [])
  }

  /// Whoever passed a gate has made nothing.
  private static func isGate(_ attempt: StepAttempt) -> Bool { attempt.intent.token.hasPrefix("gate-") }
}
