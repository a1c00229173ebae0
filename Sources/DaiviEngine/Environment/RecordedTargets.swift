import DaiviLedger
import DaiviProtocol
import DaiviSystem

/// What a ledger on this machine says is deployed; none where there is no ledger yet.
public enum RecordedTargets {
  /// The targets that a deploy would skip by what is recorded of them: done, unchanged, no check failed since, and not to
  /// be looked at first. What runs before them may change that.
  /// - Parameter identity: where the deploy would go; of another place nothing is recorded.
  public static func upToDate(
    in path: String, _ graph: DeploymentGraph, _ fingerprints: Fingerprints, identity: LedgerIdentity
  ) async throws -> Set<TargetID> {
    guard Files.exists(path) else { return [] }
    let ledger = try Ledger.open(path, access: .read)
    if let recorded = try await ledger.identity(), !identity.parts(differingFrom: recorded).isEmpty { return [] }
    let state = try await DeployState(ledger: ledger)
    let nodes = graph.nodes.values.filter { node in
      let inputs = state.inputs(of: node.manifest, in: graph).known
      let fingerprint = fingerprints.target(node.manifest, module: node.id.module, inputs: inputs)
      return state.reason(of: node, fingerprint: fingerprint) == nil && !state.isToBeLookedAt(node)
    }
    return Set(nodes.map(\.id))
  }
}
