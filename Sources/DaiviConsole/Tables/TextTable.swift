/// Columns aligned with blanks, two between them; a heading, no lines drawn.
struct TextTable {
  var columns: [TableColumn]
  var rows: [[String?]]
  /// Colours the cells of one column, such as a status.
  var style: @Sendable (_ column: Int, _ cell: String) -> Style = { _, _ in .plain }

  func text(for terminal: Terminal) -> String {
    let paint = Paint(terminal)
    let cells = rows.map { $0.map(Self.shown) }
    let heads = columns.map { Self.shown($0.name) }
    let widths = columns.indices.map { column in
      cells.reduce(heads[column].displayWidth) { max($0, $1[column].displayWidth) }
    }
    var lines = [line(heads, widths) { paint($1, .strong) }]
    for row in cells { lines.append(line(row, widths) { paint($1, style($0, $1)) }) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ cells: [String], _ widths: [Int], painted: (Int, String) -> String) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let blanks = String(repeating: " ", count: widths[column] - cell.displayWidth)
      let isLast = column == cells.count - 1
      if columns[column].kind == .number {
        line += blanks + painted(column, cell)
      } else {
        line += painted(column, cell) + (isLast ? "" : blanks)
      }
      if !isLast { line += "  " }
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  /// A cell stays on its line and moves no cursor.
  private static func shown(_ cell: String?) -> String { cell?.onOneLine ?? "" }
}
