import DaiviLedger
import DaiviProtocol
import Testing

@testable import DaiviEngine

/// What is begun first when not everything can run at once.
@Suite(.timeLimit(.minutes(10))) struct LongestPathsTests {
  private func graph() throws -> DeploymentGraph {
    try DeploymentGraph(manifests: [
      module(
        "m", target("keys"), target("buckets", after: ["m/keys"]), target("lake", after: ["m/buckets"]),
        target("domain", after: ["m/keys"]), target("alone"))
    ])
  }

  @Test func theLongestChainCountsWhileNothingIsKnown() throws {
    let graph = try graph()
    let paths = LongestPaths(graph, targets: Set(graph.order), durations: [:])
    #expect(paths["m/keys"] == 3)
    #expect(paths["m/buckets"] == 2)
    #expect(paths["m/alone"] == 1)
  }

  @Test func recordedTimesDecide() throws {
    let graph = try graph()
    let paths = LongestPaths(
      graph, targets: Set(graph.order),
      durations: ["m/keys": 2, "m/buckets": 5, "m/lake": 6, "m/domain": 240, "m/alone": 300])
    #expect(paths["m/domain"] > paths["m/buckets"])
    #expect(paths["m/keys"] == 242)
    #expect(paths["m/alone"] == 300)
  }

  @Test func targetsOutsideTheRunDoNotCount() throws {
    let graph = try graph()
    let paths = LongestPaths(graph, targets: ["m/keys", "m/domain"], durations: [:])
    #expect(paths["m/keys"] == 2)
    #expect(paths["m/lake"] == 0)
  }

  @Test func aTargetThatRanBeforeHasAnExpectedTime() async throws {
    let lab = try await EngineLab()
    _ = try await lab.deploy(module("m", target("keys")))
    let durations = try await lab.ledger.targetDurations()
    #expect(durations.map(\.target) == ["keys"])
    #expect(durations.allSatisfy { $0.seconds >= 0 && $0.seconds < 60 })
  }
}
