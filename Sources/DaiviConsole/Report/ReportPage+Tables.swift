import DaiviProtocol

extension ReportPage {
  /// Every check's latest result, those that did not pass first.
  var checks: String {
    table("Checks", ["check", "result", "found", "resource", "looked at"], data.checks, mark: 1, isOpen: true)
  }

  /// What the deployed steps say they made or run.
  var resources: String { table("Resources", ["type", "id"], data.resources, isOpen: false) }

  /// Where the environment waits, or waited.
  var gates: String { table("Gates", ["kind", "state", "what to do", "opens"], data.gates, mark: 1, isOpen: true) }

  /// - Parameter mark: the column whose words are coloured.
  private func table(
    _ title: String, _ columns: [String], _ rows: [ReportData.Row], mark: Int? = nil, isOpen: Bool
  ) -> String {
    if rows.isEmpty { return "" }
    let head = (["target"] + columns).map { "<th>\($0.html)</th>" }.joined()
    let body = (rows.filter(\.isBad) + rows.filter { !$0.isBad }).map { row -> String in
      let cells = row.cells.enumerated().map { index, cell -> String in
        index == mark
          ? "<td><span class=\"tag \(Self.mark(cell))\">\(cell.html)</span></td>" : "<td>\(cell.html)</td>"
      }
      return "<tr><td>\(row.target.description.html)</td>\(cells.joined())</tr>"
    }
    return """
      <section><details\(isOpen ? " open" : "")><summary><h2>\(title.html) <small>\(rows.count)</small></h2></summary>
      <div class="scroll"><table><thead><tr>\(head)</tr></thead><tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div></details></section>

      """
  }
}
