import DaiviEngine
import DaiviProtocol

/// What `verify` saw: failures first, then what nobody can tell, then what is sound.
public struct VerifyRenderer: Sendable {
  let findings: [Verifier.Finding]

  public init(_ findings: [Verifier.Finding]) {
    // The sort must be stable, so that within a status the order stays that of the graph.
    self.findings = [CheckResult.Status.failed, .unknown, .passed].flatMap { status in
      findings.filter { $0.check.status == status }
    }
  }

  public var failed: Int { count(.failed) }

  /// Whole lines, the last with its line end: a table, then the totals.
  /// - Parameter flags: added to the command that is to be typed next.
  public func text(for terminal: Terminal = .none, flags: TypedFlags = TypedFlags()) -> String {
    if findings.isEmpty { return "Nothing is deployed, so there is nothing to check.\n" }
    let rows = findings.map { [$0.target.description, $0.check.title, $0.check.status.rawValue, $0.check.detail] }
    let table = TextTable(columns: ["target", "check", "status", "detail"], rows: rows) { column, cell in
      if column != 2 { return .plain }
      return switch cell {
      case "failed": .bad
      case "unknown": .warning
      default: .good
      }
    }
    return table.text(for: terminal) + "\n" + totals(Paint(terminal), flags) + "\n"
  }

  private func totals(_ paint: Paint, _ flags: TypedFlags) -> String {
    let counts: [(Int, String, Style)] = [
      (failed, "failed", .bad), (count(.unknown), "unknown", .warning), (count(.passed), "passed", .good),
    ]
    let words = counts.filter { $0.0 > 0 }.map { paint("\($0.0) \($0.1)", $0.2) }
    let next = failed == 0 ? "" : "\nnext: \(flags.added(to: "daivi-host deploy"))  (it mends what failed)"
    return "\(counted(findings.count, "check")): \(words.joined(separator: ", "))\(next)"
  }

  /// `{"failed":n,"unknown":n,"passed":n,"checks":[{"target","step","check","title","status","detail","resource"}]}`.
  public var json: String {
    let checks = findings.map { finding in
      JSONText.object([("target", finding.target.json), ("step", .string(finding.step))] + finding.check.jsonFields)
    }
    return JSONText.object([
      ("failed", .integer(failed)), ("unknown", .integer(count(.unknown))), ("passed", .integer(count(.passed))),
      ("checks", .array(checks)),
    ]).description + "\n"
  }

  private func count(_ status: CheckResult.Status) -> Int { findings.filter { $0.check.status == status }.count }
}
