import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviConsole

/// The HTML report: what it says, and that nothing in it can be mistaken for markup or reach the network.
@Suite struct ReportTests {
  private static let start = Date(timeIntervalSince1970: 1_800_000_000)

  private static func step(
    _ id: String, _ from: Double, _ to: Double?, outcome: String = "succeeded", detail: String? = nil
  ) -> ReportData.Target.Step {
    .init(id: id, start: start + from, end: to.map { start + $0 }, outcome: outcome, detail: detail)
  }

  private static func target(
    _ id: TargetID, needs: Set<TargetID> = [], status: String? = "done", failedChecks: Int = 0,
    _ steps: ReportData.Target.Step...
  ) -> ReportData.Target {
    .init(
      id: id, title: "title of \(id.target)", enabled: true, status: status, failedChecks: failedChecks, needs: needs,
      steps: steps)
  }

  private static func data(kind: String = "deploy", _ targets: ReportData.Target...) -> ReportData {
    ReportData(
      environment: "daivi-test", place: "account 111122223333", deployment: 7, kind: kind, outcome: "failed",
      started: start, ended: start + 100, targets: targets,
      checks: [
        .init(target: "m/keys", cells: ["keys exist", "passed", "9", "", "now"]),
        .init(target: "m/keys", cells: ["rotation", "failed", "off <script>", "key", "now"], isBad: true),
      ],
      resources: [.init(target: "m/keys", cells: ["AWS::KMS::Key", "1234"])],
      gates: [.init(target: "m/cur", cells: ["time", "waiting", "Cost Explorer needs 24 hours", "tomorrow"])])
  }

  private static let sample = data(
    target("m/keys", step("stack", 0, 10)),
    target("m/buckets", needs: ["m/keys"], step("stack", 10, 90)),
    target("m/roles", needs: ["m/keys"], step("stack", 10, 20)),
    target(
      "m/lake", needs: ["m/buckets", "m/roles"], status: "failed",
      step("load", 90, 100, outcome: "failed", detail: "Glue job ended FAILED: <b>bad</b> & 'worse'")),
    target("m/never", needs: ["m/lake"], status: nil))

  @Test func theCriticalPathIsTheChainThatEndedLast() {
    #expect(Self.sample.criticalPath.targets == ["m/keys", "m/buckets", "m/lake"])
  }

  @Test func aNeedThatDidNotRunIsPassedOver() {
    let data = Self.data(
      Self.target("m/keys", Self.step("stack", 0, 10)), Self.target("m/buckets", needs: ["m/keys"]),
      Self.target("m/lake", needs: ["m/buckets"], Self.step("load", 10, 20)))
    #expect(data.criticalPath.targets == ["m/keys", "m/lake"])
  }

  @Test func aDestroyGoesTheEdgesBackwards() {
    let data = Self.data(
      kind: "destroy", Self.target("m/keys", Self.step("stack", 20, 30)),
      Self.target("m/lake", needs: ["m/keys"], Self.step("load", 0, 20)))
    #expect(data.criticalPath.targets == ["m/lake", "m/keys"])
  }

  @Test func whatModulesSayIsNeverMarkup() {
    let html = ReportPage(Self.sample).html
    #expect(!html.contains("<script"))
    #expect(!html.contains("<b>bad</b>"))
    #expect(html.contains("&lt;b&gt;bad&lt;/b&gt; &amp; &#39;worse&#39;"))
  }

  @Test func itNeedsNothingElse() {
    let html = ReportPage(Self.sample).html
    for word in ["http:", "https:", "//", "src=", "url(", "@import"] { #expect(!html.contains(word), "\(word)") }
    #expect(html.contains("prefers-color-scheme: dark"))
  }

  @Test func itNamesFailuresGatesChecksAndResources() {
    let html = ReportPage(Self.sample).html
    for text in [
      "daivi-test: deploy 7", "Failures", "Critical path", "m/keys → m/buckets → m/lake",
      "Cost Explorer needs 24 hours",
      "AWS::KMS::Key", "2, 1 not passed", "3 of 5",
    ] { #expect(html.contains(text), "\(text)") }
    // What did not pass stands first.
    let parts = html.split(separator: "rotation", maxSplits: 1)
    #expect(parts.count == 2)
    #expect(parts.last?.contains("keys exist") == true)
  }

  @Test func aRunThatHadNothingToDoSaysSo() {
    let html = ReportPage(Self.data(Self.target("m/keys"))).html
    #expect(html.contains("everything was up to date"))
  }

  @Test func anEdgeThatOthersImplyIsNotDrawn() {
    let layout = GraphLayout(
      order: ["m/a", "m/b", "m/c"], needs: ["m/b": ["m/a"], "m/c": ["m/a", "m/b"]])
    #expect(layout.edges.map { "\($0.need)>\($0.target)" } == ["m/a>m/b", "m/b>m/c"])
    #expect(layout.columns == 3)
  }

  @Test func noTwoTargetsStandOnOnePlace() {
    let order = (0..<30).map { TargetID(module: "m", target: "t\($0)") }
    let needs = Dictionary(
      uniqueKeysWithValues: order.enumerated().map { index, id in (id, Set(order[..<(index / 3)].suffix(2))) })
    let layout = GraphLayout(order: order, needs: needs)
    #expect(Set(layout.places.values).count == order.count)
  }

  @Test(arguments: [(0.0, "0.00"), (12.345, "12.35"), (-0.5, "-0.50"), (100, "100.00")])
  func numbersOfTheStyleAreTheSameEverywhere(number: Double, text: String) { #expect(number.css == text) }
}
