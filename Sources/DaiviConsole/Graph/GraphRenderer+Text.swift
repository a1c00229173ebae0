import DaiviEngine
import DaiviProtocol

extension GraphRenderer {
  /// Targets by level: those of a level can run at the same time once the levels before are done. A need in the same
  /// module is written without the module's name; `~` marks one that only orders.
  func text(for terminal: Terminal) -> String {
    if order.isEmpty { return "No targets.\n" }
    let paint = Paint(terminal)
    let width = terminal.lineWidth
    let nameWidth = min(nodes.map { $0.id.description.displayWidth }.max() ?? 0, width / 2)
    var lines: [String] = []
    for (level, members) in levels.enumerated() {
      if level > 0 { lines.append("") }
      lines.append(paint("Level \(level + 1)", .strong) + paint("  \(counted(members.count, "target"))", .faint))
      for node in members { lines += entry(node, nameWidth: nameWidth, width: width, paint) }
    }
    let off = nodes.filter { !$0.enabled }.count
    let tail = off == 0 ? "" : ", \(off) off in this environment"
    lines += ["", "\(counted(order.count, "target")) in \(counted(modules.count, "module"))\(tail)"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func entry(_ node: DeploymentGraph.Node, nameWidth: Int, width: Int, _ paint: Paint) -> [String] {
    let plain = node.id.description.padded(to: nameWidth)
    let name = node.enabled ? plain : paint(plain, .faint)
    var notes: [String] = []
    if let off = node.off { notes.append("(off: \(off.summary))") }
    let needs = node.needs.sorted().map { short($0, seenFrom: node.id) }
    let orders = node.prefers.subtracting(node.needs).sorted().map { "~" + short($0, seenFrom: node.id) }
    let first = "  \(plain)" + (notes.isEmpty ? "" : "  \(notes.joined())")
    if needs.isEmpty && orders.isEmpty { return [Self.trimmed(first.replacingFirst(plain, with: name))] }
    let lines = WrappedList(needs + orders, first: first + "  <- ", indent: nameWidth + 7).lines(width: width)
    return [lines[0].replacingFirst(plain, with: name)] + lines.dropFirst()
  }

  private func short(_ id: TargetID, seenFrom other: TargetID) -> String {
    id.module == other.module ? id.target : id.description
  }

  private static func trimmed(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  /// A target's level is one more than the highest of what it needs or follows; what is not shown does not count.
  private var levels: [[DeploymentGraph.Node]] {
    var level: [TargetID: Int] = [:]
    var result: [[DeploymentGraph.Node]] = []
    for node in nodes {
      let own = node.needs.union(node.prefers).compactMap { level[$0] }.max().map { $0 + 1 } ?? 0
      level[node.id] = own
      if own == result.count { result.append([]) }
      result[own].append(node)
    }
    // Modules stay together; within one the order is the graph's.
    return result.map { members in
      Dictionary(grouping: members, by: \.id.module).sorted { $0.key < $1.key }.flatMap(\.value)
    }
  }
}

extension String {
  /// The name is painted after the line was measured and wrapped, because colours have no width.
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    guard part != other, let range = firstRange(of: part) else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
