import DaiviModule
import DaiviSystem
import FoundationEssentials

/// Posts what a run of the job Order_to_Trade would, at its start and at its end, and reads the lineage back.
enum Lineage {
  private static let lineageTitle = "lineage leads from Order to Trade"
  private static let columnsTitle = "the job's last event has the lineage of every column"

  static let step = Custom(
    "events", "lineage events of \(Sample.job)", kind: "lineage", resume: .ask,
    reads: Catalog.reads + ["{inputs.orderAssetId}", "{inputs.tradeAssetId}"], outputs: ["lineageRunId"],
    checks: [
      CheckDeclaration(id: "lineage", title: lineageTitle), CheckDeclaration(id: "columns", title: columnsTitle),
    ],
    apply: { context in
      let catalog = try Catalog(context)
      let run = LineageRun(id: runID(context.token), catalog: catalog)
      var posted: Set<String> = []
      if context.resume { posted = try await run.posted() }
      for kind in LineageRun.Kind.allCases where !posted.contains(kind.rawValue) {
        do {
          _ = try await catalog.dataZone.postLineageEvent(
            domain: catalog.domain, event: try run.event(kind).json(), clientToken: "\(context.token)-\(kind.rawValue)")
        } catch let error as AWSError where error.code == "ConflictException" {
          // This attempt posted it before, and the list of events does not show it yet.
          continue
        }
      }
      try await awaitLineage(run, context)
      return StepSuccess(
        outputs: ["lineageRunId": run.id], detail: "\(Sample.columns.count) columns, run \(run.id)")
    },
    verify: { context in
      let catalog = try Catalog(context)
      let gap = try await LineageGraph(catalog).gap()
      let columns = try await LineageEvents(catalog).columnGap()
      return [
        CheckResult(
          id: "lineage", title: lineageTitle, status: gap == nil ? .passed : .failed, detail: gap,
          resource: catalog.identifier(Sample.trade)),
        CheckResult(
          id: "columns", title: columnsTitle, status: columns == nil ? .passed : .failed, detail: columns,
          resource: Sample.job),
      ]
    })

  /// Seconds that this machine's clock may be ahead of the service's, with what an event's own time lies in the past.
  private static let clockDifference = 900.0

  /// The service works on events after it has taken them.
  private static func awaitLineage(_ run: LineageRun, _ context: StepContext) async throws {
    var backoff = Backoff(first: .milliseconds(200), longest: .seconds(10))
    let limit = ContinuousClock.now.advanced(by: .seconds(600))
    // A domain has the events of every job, and this asks often. What an attempt that is resumed posted may be old.
    let recently = context.resume ? nil : Timestamp.text(Date().addingTimeInterval(-clockDifference))
    while true {
      let failed = try await run.failedEvent(after: recently)
      if let failed {
        throw StepError(
          message: "DataZone could not work on lineage event \(failed)", service: "DataZone",
          operation: "PostLineageEvent", code: "FAILED")
      }
      var gap = try await LineageGraph(run.catalog).gap()
      if gap == nil { gap = try await LineageEvents(run.catalog, after: recently).columnGap() }
      guard let gap else { return }
      if ContinuousClock.now > limit {
        throw StepError(
          message: "the lineage events were taken, but after 10 minutes \(gap)", service: "DataZone",
          operation: "GetLineageNode", hint: "daivi-host deploy post-lineage-events")
      }
      context.progress(gap)
      try await backoff.pause()
    }
  }

  /// OpenLineage wants a UUID; an attempt's token ends with one.
  private static func runID(_ token: String) -> String {
    token.count > 36 ? String(token.suffix(36)) : token
  }
}
