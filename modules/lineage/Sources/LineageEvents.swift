import DaiviModule

/// The events that the service has, read back.
struct LineageEvents: Sendable {
  private let catalog: Catalog
  private let after: String?

  /// - Parameter after: events before this time are of no interest (ISO 8601).
  init(_ catalog: Catalog, after: String? = nil) {
    self.catalog = catalog
    self.after = after
  }

  /// What the newest event about Trade that the service has worked on lacks of the columns' lineage; nil: nothing.
  func columnGap() async throws -> String? {
    guard let event = try await newest() else { return "there is no event of \(Sample.job)" }
    let output = event["outputs"]?.array?.first { $0["name"]?.string == Sample.trade }
    let fields = output?["facets"]?["columnLineage"]?["fields"]
    let wrong = Sample.columns.filter { column in
      let sources = fields?[column]?["inputFields"]?.array ?? []
      return !sources.contains { $0["name"]?.string == Sample.order && $0["field"]?.string == column }
    }
    return wrong.isEmpty ? nil : "no lineage of \(wrong.joined(separator: ", "))"
  }

  private func newest() async throws -> AWSDocument? {
    do {
      for try await page in catalog.dataZone.listLineageEventsPages(domain: catalog.domain, after: after) {
        for event in page.items where isOurs(event) {
          return try AWSDocument(
            json: try await catalog.dataZone.getLineageEvent(domain: catalog.domain, id: event.id))
        }
      }
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
    return nil
  }

  private func isOurs(_ event: DataZone.LineageEvent) -> Bool {
    let summary = event.eventSummary?.openLineageRunEventSummary
    return event.processingStatus == "SUCCESS" && summary?.eventType == LineageRun.Kind.complete.rawValue
      && summary?.job?.name == Sample.job
  }
}
