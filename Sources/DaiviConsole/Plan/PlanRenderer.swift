import DaiviEngine
import DaiviProtocol

/// What a deploy or a destroy would do, as the planner found it.
public struct PlanRenderer: Sendable {
  let entries: [Planner.Entry]
  let orphans: [TargetID]

  /// - Parameter orphans: what a destroy could not take away, because no module here offers it.
  public init(_ entries: [Planner.Entry], orphans: [TargetID] = []) {
    self.entries = entries
    self.orphans = orphans
  }

  /// True when there is something to do, be it that it cannot be done here: `plan --detailed-exitcode` ends with 3.
  public var hasChanges: Bool { !orphans.isEmpty || entries.contains { $0.reason != nil } }

  /// Whole lines, the last with its line end.
  public func text(for terminal: Terminal = .none) -> String {
    let paint = Paint(terminal)
    var lines: [String] = []
    for entry in entries {
      if let gate = entry.gate {
        let why = gate == entry.target ? "waits at a gate" : "waits for the gate of \(gate)"
        lines += [paint(entry.target.description, .strong) + "  (\(why))", ""]
      }
      guard let reason = entry.reason else { continue }
      lines.append(paint(entry.target.description, .strong) + "  (\(reason.text))")
      // In a destroy, what stays is news; in a deploy, what does not change is none.
      lines += entry.changes.filter { $0.action != .skip || (reason == .destroy && $0.detail != nil) }
        .map { line($0, paint) }
      if reason != .destroy && entry.changes.allSatisfy({ $0.action == .skip }) {
        lines.append("      nothing in it changes")
      }
      lines.append("")
    }
    for orphan in orphans {
      lines += [paint(orphan.description, .strong) + "  (cannot go: no installed module offers it any more)", ""]
    }
    return (lines + [totals(paint)]).joined(separator: "\n") + "\n"
  }

  private func line(_ change: PlannedChange, _ paint: Paint) -> String {
    let mark = change.action.mark.padded(to: 3, onLeft: true)
    var line = "  \(paint(mark, change.action.style)) \(change.type.onOneLine)"
    if !change.name.isEmpty { line += "  " + change.name.onOneLine }
    if let detail = change.detail { line += paint("  " + detail.onOneLine, .faint) }
    return line
  }

  private func totals(_ paint: Paint) -> String {
    let run = entries.filter { $0.reason != nil }.count
    let waiting = entries.filter { $0.gate != nil }.count
    let same = entries.count - run - waiting
    let waits = waiting == 0 ? "" : ", \(waiting) waiting"
    let stuck = orphans.isEmpty ? "" : ", \(orphans.count) cannot go"
    if run == 0 && !orphans.isEmpty { return "Plan: nothing to destroy\(stuck)." }
    if run == 0 { return "No changes: \(counted(same, "target")) up to date\(waits)." }
    let counts: [(PlannedChange.Action, String)] = [
      (.create, "to create"), (.update, "to update"), (.replace, "to replace"), (.delete, "to delete"),
      (.run, "to run"),
      (.waiting, "known later"),
    ]
    let words = counts.compactMap { action, words -> String? in
      let count = entries.reduce(0) { $0 + $1.changes.filter { $0.action == action }.count }
      return count == 0 ? nil : paint("\(count) \(words)", action.style)
    }
    let upToDate = same == 0 ? "" : ", \(same) up to date"
    let isDestroy = entries.allSatisfy { $0.reason == .destroy }
    let head = "Plan: \(counted(run, "target")) to \(isDestroy ? "destroy" : "deploy")\(upToDate)\(waits)\(stuck)"
    return head + (words.isEmpty ? "." : ": " + words.joined(separator: ", ") + ".")
  }

  /// `{"changes":bool,"targets":[{"target","reason","gate","changes":[{"action","type","name","detail"}]}]}`.
  ///
  /// `reason` is `new`, `changed`, `failed`, `interrupted`, `waited`, `repair` or `destroy`, or `orphaned` where a
  /// destroy cannot take the target away; absent where the target would be skipped or held. `gate` is the target at
  /// whose closed gate it waits: itself, or one that it needs.
  public var json: String {
    let targets = entries.map { entry in
      JSONText.object([
        ("target", entry.target.json), ("reason", entry.reason.map { .string($0.code) }),
        ("gate", entry.gate.map(\.json)),
        ("changes", .array(entry.changes.map(\.json))),
      ])
    }
    let stuck = orphans.map { orphan in
      JSONText.object([("target", orphan.json), ("reason", .string("orphaned")), ("changes", .array([]))])
    }
    return JSONText.object([("changes", .bool(hasChanges)), ("targets", .array(targets + stuck))]).description + "\n"
  }
}

extension PlannedChange {
  fileprivate var json: JSONText {
    .object([
      ("action", .string(action.rawValue)), ("type", .string(type)), ("name", .string(name)),
      ("detail", detail.map { .string($0) }),
    ])
  }
}

extension PlannedChange.Action {
  fileprivate var mark: String {
    switch self {
    case .create: "+"
    case .update: "~"
    case .replace: "-/+"
    case .delete: "-"
    case .run: ">"
    case .waiting: "?"
    case .skip: "="
    }
  }

  fileprivate var style: Style {
    switch self {
    case .create: .good
    case .update: .warning
    case .replace, .delete: .bad
    case .run: .accent
    case .waiting, .skip: .faint
    }
  }
}
