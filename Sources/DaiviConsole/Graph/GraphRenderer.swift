import DaiviEngine
import DaiviProtocol

/// The graph of targets, for people, programs and drawing tools.
public struct GraphRenderer: Sendable {
  public enum Format: String, CaseIterable, Sendable { case text, json, mermaid, dot }

  let graph: DeploymentGraph
  /// What is shown, needs first. Edges to others are shown where the form allows it.
  let order: [TargetID]

  /// `only`: the targets to show; nil: all.
  public init(_ graph: DeploymentGraph, only: Set<TargetID>? = nil) {
    self.graph = graph
    order = graph.order.filter { only?.contains($0) ?? true }
  }

  /// Whole lines, the last with its line end.
  public func render(_ format: Format, terminal: Terminal = .none) -> String {
    switch format {
    case .text: text(for: terminal)
    case .json: json
    case .mermaid: mermaid
    case .dot: dot
    }
  }

  var nodes: [DeploymentGraph.Node] { order.compactMap { graph.nodes[$0] } }

  /// The modules shown with their targets, by name.
  var modules: [(name: String, nodes: [DeploymentGraph.Node])] {
    Dictionary(grouping: nodes, by: \.id.module).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Both kinds of edge with both ends shown.
  var edges: [(need: TargetID, target: TargetID, isRequired: Bool)] {
    let shown = Set(order)
    return nodes.flatMap { node in
      node.needs.sorted().filter(shown.contains).map { ($0, node.id, true) }
        + node.prefers.subtracting(node.needs).sorted().filter(shown.contains).map { ($0, node.id, false) }
    }
  }
}
