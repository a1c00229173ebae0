/// A line a service over the days.
struct LineChart {
  private let days: [String]
  private let series: [(name: String, values: [Double])]

  /// - Parameter rows: day, series, value, in the order of the days. The largest seven series have a line of their own.
  init(_ rows: [[String]]) {
    var days: [String] = []
    var sums: [String: [String: Double]] = [:]
    for row in rows where row.count == 3 {
      if days.last != row[0] { days.append(row[0]) }
      sums[row[1], default: [:]][row[0], default: 0] += Double(row[2]) ?? 0
    }
    self.days = days
    let ordered = sums.map { name, byDay in (name: name, values: days.map { byDay[$0] ?? 0 }) }
      .sorted { ($0.values.reduce(0, +), $1.name) > ($1.values.reduce(0, +), $0.name) }
    let rest = ordered.dropFirst(7)
    series =
      ordered.prefix(7)
      + (rest.isEmpty
        ? [] : [(name: "others", values: days.indices.map { day in rest.reduce(0) { $0 + $1.values[day] } })])
  }

  func svg() -> String {
    guard !days.isEmpty else { return #"<p class="empty">Nothing to show.</p>"# }
    let (width, height, left, right, top, bottom) = (1120.0, 360.0, 64.0, 16.0, 14.0, 40.0)
    let ticks = Numbers.ticks(to: series.flatMap(\.values).max() ?? 0)
    let highest = ticks.last ?? 1
    func x(_ index: Int) -> Double {
      days.count == 1
        ? (left + width - right) / 2 : left + (width - left - right) * Double(index) / Double(days.count - 1)
    }
    func y(_ value: Double) -> Double { top + (height - top - bottom) * (1 - value / highest) }
    var out = #"<svg viewBox="0 0 1120 \#(Int(height))" role="img" aria-label="Cost by day and service">"#
    for tick in ticks {
      let place = Numbers.place(y(tick))
      out += #"<line class="grid" x1="64" x2="1104" y1="\#(place)" y2="\#(place)"/>"#
      out += #"<text class="soft" x="56" y="\#(place)" dy="4" text-anchor="end">"#
      out += "\(Numbers.text(tick, digits: highest < 10 ? 2 : 0))</text>"
    }
    let every = max(1, (days.count + 9) / 10)
    for index in days.indices where index % every == 0 {
      out +=
        #"<text class="soft" x="\#(Numbers.place(x(index)))" y="342" text-anchor="middle">\#(days[index].escaped)</text>"#
    }
    for (color, line) in series.enumerated() {
      let points = line.values.enumerated().map { "\(Numbers.place(x($0))),\(Numbers.place(y($1)))" }
      out +=
        #"<polyline fill="none" stroke="var(--c\#(color))" stroke-width="2" points="\#(points.joined(separator: " "))"/>"#
      for (index, value) in line.values.enumerated() {
        out +=
          #"<circle r="3" fill="var(--c\#(color))" cx="\#(Numbers.place(x(index)))" cy="\#(Numbers.place(y(value)))">"#
        out += "<title>\(days[index].escaped) \(line.name.escaped): \(Numbers.text(value))</title></circle>"
      }
    }
    return out + "</svg>\n" + Legend.html(series.map(\.name))
  }
}

/// Names beside their colors.
enum Legend {
  static func html(_ names: [String]) -> String {
    let items = names.enumerated().map { color, name in
      "<li><i style=\"background:var(--c\(color % 8))\"></i>\((name.isEmpty ? "(none)" : name).escaped)</li>"
    }
    return "<ul class=\"legend\">\(items.joined())</ul>"
  }
}
