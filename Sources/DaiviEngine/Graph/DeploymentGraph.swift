import DaiviProtocol

/// All targets of all modules with their edges, checked: every name resolves, every output exists, no cycle.
public struct DeploymentGraph: Sendable {
  /// One target in the graph.
  public struct Node: Sendable {
    public var id: TargetID
    public var manifest: TargetManifest
    /// Why the target does not apply in this environment: it is shown then, and never run.
    public var off: OffReason?
    public var enabled: Bool { off == nil }
    /// Edges that must hold: `after`, and inputs that are not optional.
    public var needs: Set<TargetID>
    /// Edges that order when both ends are selected.
    public var prefers: Set<TargetID>
  }

  public private(set) var nodes: [TargetID: Node] = [:]
  public private(set) var modules: [String: ModuleManifest] = [:]
  /// Every target once, needs first; independent ones in the order the modules declare them.
  public private(set) var order: [TargetID] = []

  /// Builds and checks the graph. `settings` are the environment's and `parameters` those with a value, by module, both
  /// for the targets' conditions.
  public init(
    manifests: [ModuleManifest], settings: [String: String] = [:], parameters: [String: [String: String]] = [:]
  ) throws(GraphError) {
    for manifest in manifests {
      if modules[manifest.module] != nil { throw .duplicateModule(manifest.module) }
      modules[manifest.module] = manifest
    }
    var declared: [TargetID] = []
    for manifest in manifests.sorted(by: { $0.module < $1.module }) {
      for target in manifest.targets {
        let id = TargetID(module: manifest.module, target: target.name)
        if nodes[id] != nil { throw .duplicateTarget(id) }
        let given = parameters[manifest.module] ?? [:]
        let unmet = target.when.flatMap { $0.holds(settings: settings, parameters: given) ? nil : $0 }
        nodes[id] = Node(id: id, manifest: target, off: unmet.map(OffReason.condition), needs: [], prefers: [])
        declared.append(id)
      }
    }
    turnOffWhatLacksSources(declared)
    for id in declared { try connect(id) }
    order = try Self.topologicalOrder(declared, nodes: nodes)
  }

  /// What cannot have a value it needs, because no target that gives it applies, does not apply either.
  private mutating func turnOffWhatLacksSources(_ declared: [TargetID]) {
    var isSettled = false
    while !isSettled {
      isSettled = true
      for id in declared {
        guard let node = nodes[id], node.enabled else { continue }
        let needs = node.manifest.after.map { [$0] } + node.manifest.inputs.filter { !$0.optional }.map(\.from)
        let lacking = needs.map { $0.filter { nodes[$0] != nil } }
          .first { present in !present.isEmpty && !present.contains { nodes[$0]?.enabled == true } }
        guard let lacking else { continue }
        nodes[id]?.off = .sources(lacking)
        isSettled = false
      }
    }
  }

  private mutating func connect(_ id: TargetID) throws(GraphError) {
    guard var node = nodes[id] else { return }
    for need in node.manifest.after {
      guard nodes[need] != nil else { throw unknown(need, askedBy: id) }
      node.needs.insert(need)
    }
    for input in node.manifest.inputs {
      let present = input.from.filter { nodes[$0] != nil }
      if present.isEmpty {
        if input.optional { continue }
        throw unknown(input.from.first ?? id, askedBy: id)
      }
      for source in present where nodes[source]?.manifest.outputs.contains(input.output) == false {
        throw .unknownOutput(input.output, of: source, askedBy: id)
      }
      // Of several possible sources the enabled ones are waited for; one of them gives the value.
      for source in present where input.from.count == 1 || nodes[source]?.enabled == true {
        if input.optional { node.prefers.insert(source) } else { node.needs.insert(source) }
      }
    }
    nodes[id] = node
  }

  private func unknown(_ need: TargetID, askedBy id: TargetID) -> GraphError {
    modules[need.module] == nil
      ? .unknownModule(need.module, askedBy: id) : .unknownTarget(need, askedBy: id)
  }

  /// Everything a target needs, directly or through others.
  public func closure(of ids: some Sequence<TargetID>) -> Set<TargetID> {
    var seen = Set<TargetID>()
    var todo = Array(ids)
    while let id = todo.popLast() {
      if seen.insert(id).inserted { todo += nodes[id]?.needs ?? [] }
    }
    return seen
  }

  /// Everything that needs one of these, directly or through others.
  public func dependents(of ids: Set<TargetID>) -> Set<TargetID> {
    var found = ids
    for id in order where !(nodes[id]?.needs.isDisjoint(with: found) ?? true) { found.insert(id) }
    return found.subtracting(ids)
  }

  private static func topologicalOrder(
    _ declared: [TargetID], nodes: [TargetID: Node]
  ) throws(GraphError) -> [TargetID] {
    var order: [TargetID] = []
    var done = Set<TargetID>()
    var path: [TargetID] = []
    func visit(_ id: TargetID) throws(GraphError) {
      if done.contains(id) { return }
      if let start = path.firstIndex(of: id) { throw .cycle(Array(path[start...]) + [id]) }
      path.append(id)
      let edges = (nodes[id]?.needs ?? []).union(nodes[id]?.prefers ?? [])
      for need in edges.sorted() { try visit(need) }
      path.removeLast()
      done.insert(id)
      order.append(id)
    }
    for id in declared { try visit(id) }
    return order
  }
}
