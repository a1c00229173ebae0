/// Rows for a person or a program, as `query`, `status`, `outputs` and `verify` print them.
public enum TableOutput {
  public enum Format: String, CaseIterable, Sendable {
    /// Aligned columns.
    case text
    /// RFC 4180.
    case csv
    /// An array of objects, one a row, keys in the order of the columns.
    case json
  }

  /// Whole lines, the last with its line end. A nil cell is SQL's NULL: an empty cell, `null` in JSON. Missing cells
  /// at the end of a row are nil; cells beyond the columns are dropped.
  public static func render(
    columns: [TableColumn], rows: [[String?]], format: Format, terminal: Terminal = .none
  ) -> String {
    let rows = rows.map { row in columns.indices.map { $0 < row.count ? row[$0] : nil } }
    return switch format {
    case .text: TextTable(columns: columns, rows: rows).text(for: terminal)
    case .csv: CSVTable(columns: columns, rows: rows).text
    case .json: JSONTable(columns: columns, rows: rows).text
    }
  }
}
