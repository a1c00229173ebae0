import DaiviModule
import DaiviSystem
import Testing

@testable import daivi_lineage

/// The events as OpenLineage wants them.
@Suite struct LineageRunTests {
  private let run: LineageRun

  init() throws {
    let context = StepContext.test(
      FakeRuns(ends: "SUCCESS"), inputs: ["domainId": "dzd-1", "producerProjectId": "project1"])
    run = LineageRun(id: "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1", catalog: try Catalog(context))
  }

  @Test(arguments: LineageRun.Kind.allCases) func anEventHasWhatTheSpecificationRequires(_ kind: LineageRun.Kind) {
    let event = run.event(kind)
    #expect(event["eventType"]?.string == kind.rawValue)
    #expect(event["run"]?["runId"]?.string == run.id)
    #expect(event["job"]?["name"]?.string == "Order_to_Trade")
    #expect(event["schemaURL"]?.string?.hasPrefix("https://openlineage.io/spec/") == true)
    for facet in ["schema", "columnLineage"] {
      let found = event["outputs"]?.array?.first?["facets"]?[facet]
      #expect(found?["_producer"]?.string != nil && found?["_schemaURL"]?.string != nil, "\(facet)")
    }
  }

  @Test func datasetsAreNamedAsTheServiceFindsTheAssets() {
    let event = run.event(.complete)
    for (side, name) in [("inputs", "Order"), ("outputs", "Trade")] {
      let dataset = event[side]?.array?.first
      #expect(dataset?["namespace"]?.string == "dzd-1")
      #expect(dataset?["name"]?.string == name)
      #expect(run.catalog.identifier(name) == "dzd-1/\(name)")
    }
  }

  @Test func eachColumnHasItsSource() {
    let fields = run.event(.complete)["outputs"]?.array?.first?["facets"]?["columnLineage"]?["fields"]
    for column in ["security", "price", "quantity"] {
      let source = fields?[column]?["inputFields"]?.array?.first
      #expect(source?["name"]?.string == "Order")
      #expect(source?["field"]?.string == column)
    }
  }

  @Test func theRunEndsAfterItStarted() throws {
    let times = try LineageRun.Kind.allCases.map { kind in
      try #require(run.event(kind)["eventTime"]?.string.flatMap(Timestamp.date))
    }
    #expect(times[0] < times[1])
  }
}
