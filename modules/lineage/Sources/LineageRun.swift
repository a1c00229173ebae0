import DaiviModule
import DaiviSystem
import FoundationEssentials

/// One run of the job, told as OpenLineage run events (openlineage.io, spec 2-0-2).
struct LineageRun: Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case start = "START"
    case complete = "COMPLETE"
  }

  /// A UUID.
  let id: String
  let catalog: Catalog

  private static let producer: AWSDocument = "urn:daivi:lineage"
  private static let facets = "https://openlineage.io/spec/facets/"

  /// The run took ten seconds, of which nobody had to wait one.
  func event(_ kind: Kind) -> AWSDocument {
    let time = kind == .start ? Date().addingTimeInterval(-10) : Date()
    return [
      "eventType": .string(kind.rawValue), "eventTime": .string(Timestamp.text(time)), "producer": Self.producer,
      "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
      "run": ["runId": .string(id)],
      "job": [
        "namespace": "default", "name": .string(Sample.job),
        "facets": [
          "jobType": facet(
            "2-0-3/JobTypeJobFacet.json",
            ["processingType": "BATCH", "integration": "glue", "jobType": "JOB"])
        ],
      ],
      "inputs": [dataset(Sample.order, more: [:])],
      "outputs": [dataset(Sample.trade, more: ["columnLineage": columnLineage])],
    ]
  }

  /// Kinds of this run's events that the service has.
  func posted() async throws -> Set<String> {
    Set(try await events().compactMap { $0.eventSummary?.openLineageRunEventSummary?.eventType })
  }

  /// An event of this run that the service gave up on.
  func failedEvent(after: String?) async throws -> String? {
    try await events(after: after).first { $0.processingStatus == "FAILED" }?.id
  }

  private func events(after: String? = nil) async throws -> [DataZone.LineageEvent] {
    try await catalog.dataZone.listLineageEventsPages(domain: catalog.domain, after: after).collect(\.items)
      .filter { $0.eventSummary?.openLineageRunEventSummary?.runId == id }
  }

  private func dataset(_ name: String, more: [String: AWSDocument]) -> AWSDocument {
    let fields = Sample.columns.map { AWSDocument.object(["name": .string($0), "type": .string(Sample.columnType)]) }
    let schema = facet("1-1-1/SchemaDatasetFacet.json", ["fields": .array(fields)])
    return [
      "namespace": .string(catalog.domain), "name": .string(name),
      "facets": .object(more.merging(["schema": schema]) { $1 }),
    ]
  }

  /// Each column of Trade comes from the column of Order with the same name.
  private var columnLineage: AWSDocument {
    let fields = Sample.columns.map { column -> (String, AWSDocument) in
      let source: AWSDocument = [
        "namespace": .string(catalog.domain), "name": .string(Sample.order), "field": .string(column),
      ]
      return (column, ["inputFields": [source]])
    }
    return facet(
      "1-0-2/ColumnLineageDatasetFacet.json", ["fields": .object(Dictionary(uniqueKeysWithValues: fields))])
  }

  private func facet(_ schema: String, _ members: [String: AWSDocument]) -> AWSDocument {
    .object(
      members.merging(["_producer": Self.producer, "_schemaURL": .string(Self.facets + schema)]) { own, _ in own })
  }
}
