import DaiviEngine
import DaiviProtocol

extension GraphRenderer {
  /// Graphviz: a cluster a module, needs point at what needs them, dashed where they only order.
  var dot: String {
    var lines = [
      "digraph daivi {", "  rankdir=LR;", "  node [shape=box, style=rounded, fontname=\"Helvetica\"];",
    ]
    for (number, module) in modules.enumerated() {
      lines.append("  subgraph cluster_\(number) {")
      lines.append("    label=\(Self.quoted(module.name));")
      for node in module.nodes {
        let off = node.enabled ? "" : ", style=\"rounded,dashed\", fontcolor=gray"
        lines.append("    \(Self.quoted(node.id.description)) [label=\(Self.quoted(node.id.target))\(off)];")
      }
      lines.append("  }")
    }
    for edge in edges {
      let style = edge.isRequired ? "" : " [style=dashed]"
      lines.append("  \(Self.quoted(edge.need.description)) -> \(Self.quoted(edge.target.description))\(style);")
    }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  /// In a quoted identifier only the quote needs escaping; a backslash is kept literal by doubling it.
  private static func quoted(_ text: String) -> String {
    "\"" + text.onOneLine.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }
}
