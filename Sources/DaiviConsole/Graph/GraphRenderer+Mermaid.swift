import DaiviEngine
import DaiviProtocol

extension GraphRenderer {
  /// A Mermaid flowchart: a subgraph a module, needs point at what needs them, dotted where they only order, targets
  /// that are off in this environment drawn dashed.
  var mermaid: String {
    let ids = identifiers
    var lines = ["graph LR"]
    for module in modules {
      lines.append("  subgraph module_\(Self.word(module.name))[\"\(Self.label(module.name))\"]")
      for node in module.nodes {
        let off = node.enabled ? "" : ":::off"
        lines.append("    \(ids[node.id] ?? "")[\"\(Self.label(node.id.target))\"]\(off)")
      }
      lines.append("  end")
    }
    for edge in edges {
      lines.append("  \(ids[edge.need] ?? "") \(edge.isRequired ? "-->" : "-.->") \(ids[edge.target] ?? "")")
    }
    if nodes.contains(where: { !$0.enabled }) { lines.append("  classDef off stroke-dasharray: 4 4,opacity:0.5") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Mermaid reads `-`, `.` and words such as `end` in an id as syntax: letters, digits and `_` only, with a prefix
  /// that is no keyword, and a number where two names become the same.
  private var identifiers: [TargetID: String] {
    var taken = Set<String>()
    var ids: [TargetID: String] = [:]
    for id in order {
      let base = "t_\(Self.word(id.module))__\(Self.word(id.target))"
      var unique = base
      var number = 2
      while !taken.insert(unique).inserted {
        unique = "\(base)_\(number)"
        number += 1
      }
      ids[id] = unique
    }
    return ids
  }

  private static func word(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  /// Inside quotes only `"` and `#` mean something to Mermaid; both have entity codes.
  private static func label(_ name: String) -> String {
    name.onOneLine.map { $0 == "\"" ? "#quot;" : $0 == "#" ? "#35;" : String($0) }.joined()
  }
}
