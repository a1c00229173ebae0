import Glibc

/// Shares of a whole.
struct PieChart {
  private let parts: [(name: String, value: Double)]

  /// - Parameter rows: name and value, the largest first. What comes after the seventh is one part.
  init(_ rows: [[String]]) {
    let all = rows.filter { $0.count == 2 }.map { (name: $0[0], value: max(0, Double($0[1]) ?? 0)) }
    let rest = all.dropFirst(7).reduce(0) { $0 + $1.value }
    parts = all.prefix(7) + (rest > 0 ? [(name: "others", value: rest)] : [])
  }

  func svg() -> String {
    let total = parts.reduce(0) { $0 + $1.value }
    guard total > 0 else { return #"<p class="empty">Nothing to show.</p>"# }
    var out = #"<svg viewBox="0 0 540 280" role="img" aria-label="Cost by account">"#
    var start = -Double.pi / 2
    for (color, part) in parts.enumerated() {
      let share = part.value / total
      let end = start + share * 2 * Double.pi
      let title =
        "<title>\(part.name.escaped): \(Numbers.text(part.value)), \(Numbers.text(share * 100, digits: 1)) %</title>"
      if share > 0.9999 {
        out += #"<circle cx="140" cy="140" r="120" fill="var(--c\#(color))">\#(title)</circle>"#
      } else {
        out +=
          #"<path fill="var(--c\#(color))" stroke="var(--card)" stroke-width="1.5" d="M140,140 L\#(Self.point(start)) "#
        out += #"A120,120 0 \#(share > 0.5 ? 1 : 0) 1 \#(Self.point(end)) Z">\#(title)</path>"#
      }
      let y = 34 + color * 30
      out += #"<rect x="292" y="\#(y - 11)" width="12" height="12" rx="2" fill="var(--c\#(color))"/>"#
      out += #"<text x="312" y="\#(y)">\#((part.name.isEmpty ? "(none)" : part.name).escaped)</text>"#
      out += #"<text class="soft" x="532" y="\#(y)" text-anchor="end">\#(Numbers.text(part.value)) · "#
      out += "\(Numbers.text(share * 100, digits: 1)) %</text>"
      start = end
    }
    return out + "</svg>"
  }

  private static func point(_ angle: Double) -> String {
    "\(Numbers.place(140 + 120 * cos(angle))),\(Numbers.place(140 + 120 * sin(angle)))"
  }
}
