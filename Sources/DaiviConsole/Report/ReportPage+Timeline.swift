import DaiviProtocol

extension ReportPage {
  /// A row a target that ran, in the order they began; a bar a step. The critical path stands out.
  var timeline: String {
    let spans = data.spans
    let length = max(data.seconds(data.ended), spans.values.map(\.end).max() ?? 0, 0.001)
    let ran = data.targets.filter { spans[$0.id] != nil }
      .sorted { (spans[$0.id]?.start ?? 0, $0.id) < (spans[$1.id]?.start ?? 0, $1.id) }
    if ran.isEmpty {
      return "<section><h2>Timeline</h2><p>Nothing had to be done: everything was up to date.</p></section>\n"
    }
    let ticks = (0...4).map { quarter in
      let at = length * Double(quarter) / 4
      return "<span style=\"left:\((Double(quarter) * 25).css)%\">\(Duration.seconds(at).text.html)</span>"
    }
    let rows = ran.map { target -> String in
      let isCritical = critical.contains(target.id)
      let bars = target.steps.map { bar($0, length: length) }.joined()
      let span = spans[target.id] ?? .init(start: 0, end: 0)
      return
        "<div class=\"row\(isCritical ? " critical" : "")\"><span class=\"name\">\(target.id.description.html)</span>"
        + "<span class=\"took\">\(Duration.seconds(span.end - span.start).text.html)</span>"
        + "<span class=\"track\">\(bars)</span></div>"
    }
    let path = data.criticalPath.targets.map { $0.description.html }.joined(separator: " → ")
    return """
      <section><h2>Timeline</h2>
      <p class="path"><b>Critical path</b> \(path)</p>
      <div class="timeline">
      <div class="row axis"><span class="name"></span><span class="took"></span><span class="track">\(ticks.joined())</span></div>
      \(rows.joined(separator: "\n"))
      </div></section>

      """
  }

  private func bar(_ step: ReportData.Target.Step, length: Double) -> String {
    let start = data.seconds(step.start)
    let end = max(start, data.seconds(step.end ?? data.ended))
    let words = "\(step.id): \(step.outcome), \(Duration.seconds(end - start).text)"
    let title = step.detail.map { "\(words)\n\($0)" } ?? words
    // A step of milliseconds is still to be seen: the width has a least of its own in the style.
    return "<i class=\"\(Self.mark(step.outcome))\" style=\"left:\((start / length * 100).css)%;"
      + "width:\(((end - start) / length * 100).css)%\" title=\"\(title.html)\"></i>"
  }
}
