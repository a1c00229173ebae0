import DaiviProtocol
import Testing

@testable import DaiviModule

/// What drifted fails a check; what could not be looked at does not.
@Suite(.timeLimit(.minutes(10))) struct StackDriftTests {
  private let step = Stack("data", template: "lake/data.yaml")
  private let fake = FakeCloudFormation(stack: "daivi-test-lake-data", status: "CREATE_COMPLETE")

  private func checks() async throws -> [CheckResult] {
    try await step.verify(.test(fake, files: ["lake/data.yaml": "Resources: {}\n"]))
  }

  @Test func everyResourceThatDriftedIsNamed() async throws {
    fake.drifted([("Key", "IN_SYNC"), ("Bucket", "MODIFIED"), ("Topic", "DELETED")])
    let checks = try await checks()
    #expect(checks.map(\.id) == ["drift:Bucket", "drift:Topic"])
    #expect(checks.allSatisfy { $0.status == .failed })
  }

  @Test func aDetectionThatFailsIsNoDrift() async throws {
    fake.drifted([("Key", "IN_SYNC")], detectionFails: "no access to Topic")
    let checks = try await checks()
    #expect(checks.map(\.status) == [.unknown])
    #expect(checks.first?.detail == "drift detection failed: no access to Topic")
  }

  @Test func whatAFailedDetectionFoundCounts() async throws {
    fake.drifted([("Bucket", "DELETED")], detectionFails: "no access to Topic")
    #expect(try await checks().map(\.id) == ["drift:Bucket"])
  }
}
