import DaiviEngine
import DaiviProtocol

/// What a run came to, for people: counts and time, then every failure with what to type next.
public struct RunSummary: Sendable {
  public var report: RunReport
  public var elapsed: Duration
  /// The command that runs one target again.
  public var retry: @Sendable (TargetID) -> String
  /// How the summary calls a finished target.
  public var doneWord: String
  /// Added to every command that is to be typed next, hints of modules and engine included.
  public var flags: TypedFlags

  public init(
    report: RunReport, elapsed: Duration, doneWord: String = "done", flags: TypedFlags = TypedFlags(),
    retry: @escaping @Sendable (TargetID) -> String = { "daivi-host deploy \($0)" }
  ) {
    self.report = report
    self.elapsed = elapsed
    self.doneWord = doneWord
    self.flags = flags
    self.retry = retry
  }

  /// Whole lines, the last with its line end.
  public func text(for terminal: Terminal) -> String {
    let paint = Paint(terminal)
    var lines = [headline(paint)]
    for failure in report.failed { lines += ["", paint(title(failure), .bad)] + body(failure, terminal) }
    // A target cancelled in the middle of its work blocks others too.
    let causes = Set(report.failed.map(\.target))
    let others = Dictionary(grouping: report.blocked.filter { !causes.contains($0.by) }, by: \.by)
    for (cause, targets) in others.sorted(by: { $0.key < $1.key }) {
      lines += ["", "\(cause) did not end"] + blocked(targets.map(\.target), terminal)
    }
    for wait in report.waiting {
      lines += ["", paint("\(wait.target) waits at gate \(wait.step)", .warning), "  \(EventWords.gate(wait))"]
      let confirm = flags.added(to: "daivi-host gate confirm \(wait.target)")
      lines.append(
        "  next: " + (wait.kind == .person ? confirm : "the same command again then; where that is over, \(confirm)"))
      lines += blocked(report.held.filter { $0.by == wait.target }.map(\.target), terminal)
    }
    if report.failed.isEmpty && !report.cancelled.isEmpty {
      lines += ["", "next: the same command again; what is done stays done"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func headline(_ paint: Paint) -> String {
    let time = elapsed.text
    if report.succeeded && report.done.isEmpty && report.waiting.isEmpty {
      if report.skipped.isEmpty { return "Nothing to do." }
      return paint("Everything is up to date", .good) + ": \(counted(report.skipped.count, "target")), \(time)"
    }
    if report.isWaiting && report.done.isEmpty && !report.skipped.isEmpty {
      return paint("Everything that need not wait is up to date", .good)
        + ": \(counted(report.skipped.count, "target")), \(time)"
    }
    let parts: [(Int, String, Style)] = [
      (report.done.count, doneWord, .good), (report.skipped.count, "up to date", .plain),
      (report.failed.count, "failed", .bad), (report.blocked.count, "not started", .warning),
      (report.waiting.count, report.waiting.count == 1 ? "waits at a gate" : "wait at gates", .warning),
      (report.held.count, "held by gates", .warning), (report.cancelled.count, "interrupted", .warning),
    ]
    let words = parts.filter { $0.0 > 0 }.map { paint("\($0.0) \($0.1)", $0.2) }
    return words.joined(separator: ", ") + " in \(time)"
  }

  private func title(_ failure: RunReport.Failure) -> String {
    let step = failure.step.isEmpty ? "" : " in step \(failure.step.onOneLine)"
    return "\(failure.target) failed\(step)"
  }

  private func body(_ failure: RunReport.Failure, _ terminal: Terminal) -> [String] {
    // A job's log tail is worth its lines; what is in them is still cleaned.
    var lines = failure.error.message.split(separator: "\n").map { "  " + String($0).onOneLine }
    if let aws = failure.error.awsText { lines.append("  " + aws) }
    lines.append("  next: " + flags.added(to: failure.error.hint?.onOneLine ?? retry(failure.target)))
    return lines + blocked(report.blocked.filter { $0.by == failure.target }.map(\.target), terminal)
  }

  private func blocked(_ targets: [TargetID], _ terminal: Terminal) -> [String] {
    if targets.isEmpty { return [] }
    return WrappedList(targets.map(\.description), first: "  not started because of it: ", indent: 4)
      .lines(width: terminal.lineWidth)
  }
}
