/// A visual as it is drawn.
struct Figure {
  var visual: BillingVisual
  var body: String

  init(_ visual: BillingVisual, _ body: String) {
    self.visual = visual
    self.body = body
  }
}

/// One HTML file with everything in it; it follows the reader's light or dark theme.
struct PreviewPage {
  var title: String
  var note: String
  var figures: [Figure]

  func html() -> String {
    let figures = figures.map {
      """
      <figure id="\($0.visual.id)">
      <figcaption>\($0.visual.title.escaped)</figcaption>
      \($0.body)
      </figure>
      """
    }.joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title.escaped)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <header><h1>\(title.escaped)</h1><p>\(note.escaped)</p></header>
      <main>
      \(figures)
      </main>
      </body>
      </html>

      """
  }

  private static let style = """
    :root { color-scheme: light dark; --page: #f5f6f8; --card: #fff; --text: #1c2430; --soft: #5b6675; --line: #dde2e8;
      --c0: #2266c4; --c1: #c85a00; --c2: #17805c; --c3: #8a3fa8; --c4: #b3243f; --c5: #66708a; --c6: #8a7000; --c7: #00788a; }
    @media (prefers-color-scheme: dark) {
      :root { --page: #12161c; --card: #1b212a; --text: #e6eaf0; --soft: #9aa6b5; --line: #323b47;
        --c0: #6aa9ff; --c1: #ff9d4d; --c2: #4fc79a; --c3: #cb8ee6; --c4: #ff7c92; --c5: #a5b0c8; --c6: #d9bd4a; --c7: #4cc5d8; }
    }
    body { margin: 0; padding: 24px; background: var(--page); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
    header, main { max-width: 1180px; margin: 0 auto; }
    h1 { font-size: 21px; margin: 0; overflow-wrap: anywhere; }
    header p { color: var(--soft); margin: 4px 0 20px; }
    main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(460px, 100%), 1fr)); gap: 18px; }
    figure { margin: 0; padding: 16px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; min-width: 0; }
    #CostTrendLine, #ResourceDetails { grid-column: 1 / -1; }
    figcaption { font-weight: 600; margin-bottom: 10px; }
    svg { display: block; width: 100%; height: auto; }
    svg text { fill: var(--text); font: 13px system-ui, sans-serif; }
    svg .soft { fill: var(--soft); font-size: 12px; }
    svg .grid { stroke: var(--line); }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0 0; padding: 0; list-style: none; font-size: 14px; }
    .legend i { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 7px; }
    table { border-collapse: collapse; width: 100%; font-size: 14px; }
    th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    th { color: var(--soft); font-weight: 600; }
    td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .empty { color: var(--soft); }
    """
}

extension String {
  /// As text or attribute of HTML.
  var escaped: String {
    var out = ""
    for character in self {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.append(character)
      }
    }
    return out
  }
}

/// Numbers for people and for SVG.
enum Numbers {
  /// `12,345.67`
  static func text(_ value: Double, digits: Int = 2) -> String {
    let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
    let units = (value.magnitude * scale).rounded()
    let whole = String(UInt64(units / scale))
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0 && (whole.count - index) % 3 == 0 { grouped += "," }
      grouped.append(digit)
    }
    let rest = String(UInt64(units) % UInt64(scale))
    let fraction = digits == 0 ? "" : "." + String(repeating: "0", count: digits - rest.count) + rest
    return (value < 0 ? "-" : "") + grouped + fraction
  }

  /// A coordinate, to a tenth.
  static func place(_ value: Double) -> String { String((value * 10).rounded() / 10) }

  /// About four steps from 0 to a round number that is not below `top`.
  static func ticks(to top: Double) -> [Double] {
    guard top > 0 else { return [0, 1] }
    var unit = 1.0
    while unit * 10 <= top { unit *= 10 }
    while unit > top { unit /= 10 }
    let step = [0.2, 0.25, 0.5, 1, 2, 2.5].map { $0 * unit }.first { $0 * 5 >= top } ?? unit * 5
    return (0...Int((top / step).rounded(.up))).map { Double($0) * step }
  }
}
