/// An array of objects, a line a row, so that it reads well in a terminal and in a diff.
struct JSONTable {
  var columns: [TableColumn]
  var rows: [[String?]]

  var text: String {
    if rows.isEmpty { return "[]\n" }
    let names = Self.unique(columns.map(\.name))
    let lines = rows.map { row in
      JSONText.object(columns.indices.map { (names[$0], value(row[$0], columns[$0].kind)) }).description
    }
    return "[\n" + lines.map { "  " + $0 }.joined(separator: ",\n") + "\n]\n"
  }

  private func value(_ cell: String?, _ kind: TableColumn.Kind) -> JSONText {
    guard let cell else { return .null }
    switch (kind, cell) {
    case (.number, _): return .number(cell) ?? .string(cell)
    case (.boolean, "true"): return .bool(true)
    case (.boolean, "false"): return .bool(false)
    default: return .string(cell)
    }
  }

  /// SQL allows the same name twice, an object does not: the second `a` becomes `a_2`.
  private static func unique(_ names: [String]) -> [String] {
    var taken = Set<String>()
    return names.map { name in
      var unique = name
      var number = 2
      while !taken.insert(unique).inserted {
        unique = "\(name)_\(number)"
        number += 1
      }
      return unique
    }
  }
}
