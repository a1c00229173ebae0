import DaiviLedger
import DaiviProtocol

/// What a destroy takes away: what the ledger knows, dependents first.
public struct DestroySelection: Hashable, Sendable {
  /// What the user named and is deployed; everything deployed when nothing was named.
  public var named: Set<TargetID>
  /// What goes too because it needs one of those.
  public var dependents: Set<TargetID>
  /// Recorded targets that no installed module offers: they cannot be destroyed with these modules.
  public var orphans: [TargetID]

  public var targets: Set<TargetID> { named.union(dependents) }

  /// - Parameters:
  ///   - words: as for `Selection`; none: everything that is deployed.
  ///   - deployed: the targets the ledger has a record of, however they ended.
  public init(
    _ words: [String], in graph: DeploymentGraph, deployed: Set<TargetID>
  ) throws(SelectionError) {
    let offered = Set(graph.nodes.keys)
    var named = Set<TargetID>()
    if words.isEmpty { named = deployed }
    for word in words { named.formUnion(try Self.resolve(word, in: graph)) }
    orphans = words.isEmpty ? deployed.subtracting(offered).sorted() : []
    let present = deployed.intersection(offered)
    dependents = graph.dependents(of: named).intersection(present).subtracting(named)
    self.named = named.intersection(present)
  }

  /// A target that does not apply any more may still be deployed: that is no reason to keep it.
  private static func resolve(_ word: String, in graph: DeploymentGraph) throws(SelectionError) -> Set<TargetID> {
    let ofModule = graph.nodes.keys.filter { $0.module == word }
    do throws(SelectionError) {
      let named = try Selection([word], in: graph).named
      return named.isSubset(of: ofModule) ? named.union(ofModule) : named
    } catch {
      guard case .disabled(let id, _) = error else { throw error }
      return [id]
    }
  }

  /// The targets in the order they go: what needs others before what it needs.
  public func order(in graph: DeploymentGraph) -> [TargetID] {
    graph.order.reversed().filter(targets.contains)
  }
}
