/// Horizontal bars, the longest first.
struct BarChart {
  private let bars: [(name: String, value: Double)]

  /// - Parameter rows: name and value, the largest first; twelve are shown.
  init(_ rows: [[String]]) {
    bars = rows.filter { $0.count == 2 }.prefix(12).map { (name: $0[0], value: Double($0[1]) ?? 0) }
  }

  func svg() -> String {
    let longest = bars.map(\.value).max() ?? 0
    guard longest > 0 else { return #"<p class="empty">Nothing to show.</p>"# }
    let height = max(bars.count * 44 + 12, 120)
    var out = #"<svg viewBox="0 0 540 \#(height)" role="img" aria-label="Usage by payer account">"#
    for (index, bar) in bars.enumerated() {
      let y = index * 44 + 22
      let width = Numbers.place(max(2, 300 * bar.value / longest))
      out +=
        #"<text x="128" y="\#(y + 5)" text-anchor="end">\#((bar.name.isEmpty ? "(none)" : bar.name).escaped)</text>"#
      out += #"<rect x="138" y="\#(y - 12)" width="\#(width)" height="24" rx="3" fill="var(--c0)">"#
      out += "<title>\(bar.name.escaped): \(Numbers.text(bar.value))</title></rect>"
      out += #"<text class="soft" x="\#(Numbers.place(146 + 300 * bar.value / longest))" y="\#(y + 5)">"#
      out += "\(Numbers.text(bar.value, digits: 0))</text>"
    }
    return out + "</svg>"
  }
}

/// Rows as they are; the last column holds numbers.
struct DataTable {
  var columns: [String]
  var rows: [[String]]

  init(columns: [String], _ rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  func html() -> String {
    guard !rows.isEmpty else { return #"<p class="empty">Nothing to show.</p>"# }
    func cells(_ values: [String], _ tag: String) -> String {
      values.enumerated().map { index, value in
        let style = index == columns.count - 1 ? #" class="number""# : ""
        return "<\(tag)\(style)>\(value.escaped)</\(tag)>"
      }.joined()
    }
    let body = rows.map { "<tr>\(cells($0, "td"))</tr>" }.joined(separator: "\n")
    return "<table>\n<thead><tr>\(cells(columns, "th"))</tr></thead>\n<tbody>\n\(body)\n</tbody>\n</table>"
  }
}
