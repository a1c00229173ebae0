/// RFC 4180: lines end in CR LF, a cell with a comma, a quote or a line end is quoted, quotes inside are doubled.
struct CSVTable {
  var columns: [TableColumn]
  var rows: [[String?]]

  var text: String {
    ([columns.map(\.name)] + rows).map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
  }

  /// An empty text is quoted and NULL is not, so that those who care can tell them apart (as PostgreSQL's COPY does).
  private static func cell(_ value: String?) -> String {
    guard let value else { return "" }
    let special = value.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    if !special && !value.isEmpty { return value }
    var quoted = "\""
    for scalar in value.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
