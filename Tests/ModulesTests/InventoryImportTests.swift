import DaiviModule
import Testing

@testable import daivi_datazone

/// A data source runs once an attempt, and what it brings is looked for in the inventory.
@Suite(.timeLimit(.minutes(10))) struct InventoryImportTests {
  private let step = InventoryImport("import", "tables", patience: .zero)
  private let inputs = [
    "exchangeDomainId": "dzd_1", "projectId": "project1", "dataSourceId": "source1", "databaseName": "lake",
    "hiveTableName": "hive", "icebergTableName": "iceberg",
  ]

  @Test func itRunsUnderTheAttemptsToken() async throws {
    let zone = FakeRuns(ends: "SUCCESS")
    zone.hasAssets("hive", "iceberg")
    _ = try await step.apply(.test(zone, inputs: inputs))
    #expect(zone.runs.map(\.token) == ["token-1"])
  }

  @Test func aRunThatFailedWhileNobodyWatchedIsFollowedByAnother() async throws {
    let zone = FakeRuns(ends: "FAILED", "SUCCESS")
    zone.hasAssets("hive", "iceberg")
    zone.hasRun(token: "token-1")
    _ = try await step.apply(.test(zone, inputs: inputs, resume: true))
    #expect(zone.runs.map(\.token) == ["token-1", "token-1-run1"])
  }

  @Test func aRunThatFailsIsToldWithItsReason() async throws {
    let error = await #expect(throws: StepError.self) {
      _ = try await step.apply(.test(FakeRuns(ends: "FAILED"), inputs: inputs))
    }
    #expect(error?.message.contains("ended FAILED: ACCESS_DENIED_EXCEPTION: no right to it") == true)
  }

  @Test func whatSearchDoesNotShowAtOnceIsAwaited() async throws {
    let zone = FakeRuns(ends: "SUCCESS")
    zone.hasAssets("hive", "iceberg")
    zone.searchIsBehind(by: 1)
    _ = try await InventoryImport("import", "tables").apply(.test(zone, inputs: inputs))
    #expect(zone.runs.count == 1)
  }

  @Test func aTableThatWasNotTakenIsNamed() async throws {
    let zone = FakeRuns(ends: "SUCCESS")
    zone.hasAssets("iceberg")
    let error = await #expect(throws: StepError.self) { _ = try await step.apply(.test(zone, inputs: inputs)) }
    #expect(error?.message.contains("and not hive") == true)
    let checks = try await step.verify(.test(zone, inputs: inputs))
    #expect(checks.map(\.status) == [.failed])
    #expect(checks.first?.detail == "missing: hive")
  }
}
