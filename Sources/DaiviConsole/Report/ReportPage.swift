import DaiviProtocol
import DaiviSystem

/// The report of a deployment as one HTML file that needs nothing else: no script, no network, light and dark.
public struct ReportPage: Sendable {
  let data: ReportData
  let critical: Set<TargetID>

  public init(_ data: ReportData) {
    self.data = data
    critical = Set(data.criticalPath.targets)
  }

  /// The whole file.
  public var html: String {
    let title = "\(data.environment): \(data.kind) \(data.deployment)".html
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <header>
      <h1>\(title) <span class="tag \(Self.mark(data.outcome))">\(data.outcome.html)</span></h1>
      <p>\(data.place.html)</p>
      \(facts)
      </header>
      <main>
      \(gates)\(failures)\(timeline)\(graph)\(checks)\(resources)</main>
      </body>
      </html>

      """
  }

  /// The numbers at the top.
  private var facts: String {
    let ran = data.spans.count
    let length = Duration.seconds(data.seconds(data.ended)).text
    let done = data.targets.filter { $0.status == "done" && $0.failedChecks == 0 }.count
    let parts: [(String, String)] = [
      ("started", Timestamp.text(data.started)), ("took", length), ("targets that ran", String(ran)),
      ("deployed and sound", "\(done) of \(data.targets.filter(\.enabled).count)"),
      ("resources", String(data.resources.count)),
      ("checks", checkCounts),
    ]
    return "<dl>" + parts.map { "<div><dt>\($0.html)</dt><dd>\($1.html)</dd></div>" }.joined() + "</dl>"
  }

  private var checkCounts: String {
    let bad = data.checks.filter(\.isBad).count
    return data.checks.isEmpty
      ? "none made yet" : "\(data.checks.count)\(bad > 0 ? ", \(bad) not passed" : ", all passed")"
  }

  /// Failed steps with everything they said.
  private var failures: String {
    let failed = data.targets.flatMap { target in
      target.steps.filter { $0.outcome == "failed" || $0.outcome == "unknown" }.map { (target.id, $0) }
    }
    if failed.isEmpty { return "" }
    let items = failed.map { id, step in
      "<li><b>\(id.description.html)</b>, step \(step.id.html)<pre>\((step.detail ?? "").html)</pre></li>"
    }
    return "<section><h2>Failures</h2>\n<ul class=\"failures\">\(items.joined(separator: "\n"))</ul></section>\n"
  }

  /// The colour of a word: `good`, `bad`, `wait` or `plain`.
  static func mark(_ word: String) -> String {
    switch word {
    case "succeeded", "done", "open", "passed": "good"
    case "failed", "unknown", "rejected": "bad"
    case "waiting", "running", "interrupted", "cancelled": "wait"
    default: "plain"
    }
  }
}
