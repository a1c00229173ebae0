import DaiviProtocol

extension ReportPage {
  /// What needs what, drawn from left to right, each target in the colour of how it stands.
  var graph: String {
    let layout = GraphLayout(
      order: data.targets.map(\.id), needs: Dictionary(uniqueKeysWithValues: data.targets.map { ($0.id, $0.needs) }))
    if layout.columns == 0 { return "" }
    let edges = layout.edges.compactMap { edge(from: $0.need, to: $0.target, layout) }
    let nodes = data.targets.compactMap { node($0, layout) }
    let width = layout.columns * Self.columnWidth
    let height = layout.rows * Self.rowHeight
    return """
      <section><h2>What needs what</h2>
      <p class="legend"><span class="good">deployed</span> <span class="bad">failed</span> \
      <span class="wait">under way or at a gate</span> <span class="plain">not deployed</span></p>
      <div class="scroll"><svg width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" role="img" \
      aria-label="graph of the targets">
      \(edges.joined(separator: "\n"))
      \(nodes.joined(separator: "\n"))
      </svg></div></section>

      """
  }

  private static let columnWidth = 330
  private static let rowHeight = 40
  private static let boxWidth = 270
  private static let boxHeight = 32

  private func corner(_ place: GraphLayout.Place) -> (x: Int, y: Int) {
    (place.column * Self.columnWidth + 4, place.row * Self.rowHeight + 4)
  }

  private func edge(from need: TargetID, to target: TargetID, _ layout: GraphLayout) -> String? {
    guard let one = layout.places[need].map(corner), let other = layout.places[target].map(corner) else { return nil }
    let (x1, y1) = (one.x + Self.boxWidth, one.y + Self.boxHeight / 2)
    let (x2, y2) = (other.x, other.y + Self.boxHeight / 2)
    let isCritical = critical.contains(need) && critical.contains(target)
    return "<path class=\"edge\(isCritical ? " critical" : "")\" "
      + "d=\"M\(x1) \(y1)C\(x1 + 36) \(y1) \(x2 - 36) \(y2) \(x2) \(y2)\"/>"
  }

  private func node(_ target: ReportData.Target, _ layout: GraphLayout) -> String? {
    guard let (x, y) = layout.places[target.id].map(corner) else { return nil }
    let status = target.failedChecks > 0 ? "failed" : target.status ?? (target.enabled ? "not deployed" : "not enabled")
    let isCritical = critical.contains(target.id) ? " critical" : ""
    let name = target.id.target.truncated(to: 40, mark: "…")
    let title = "\(target.id): \(status)\n\(target.title)"
    return "<g class=\"node \(Self.mark(status))\(isCritical)\"><title>\(title.html)</title>"
      + "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(Self.boxWidth)\" height=\"\(Self.boxHeight)\" rx=\"5\"/>"
      + "<text x=\"\(x + 8)\" y=\"\(y + 13)\" class=\"module\">\(target.id.module.html)</text>"
      + "<text x=\"\(x + 8)\" y=\"\(y + 26)\">\(name.html)</text></g>"
  }
}
