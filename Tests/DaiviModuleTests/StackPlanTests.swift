import DaiviProtocol
import Testing

@testable import DaiviModule

/// A plan says what a deploy of a stack would change, and ends for none that CloudFormation would not compare.
@Suite(.timeLimit(.minutes(10))) struct StackPlanTests {
  private let step = Stack("data", template: "lake/data.yaml", parameters: ["KeyArn": "{inputs.keyArn}"])

  private func fake(_ status: String? = nil) -> FakeCloudFormation {
    FakeCloudFormation(stack: "daivi-test-lake-data", status: status)
  }

  private func changes(
    _ fake: FakeCloudFormation, inputs: [String: String] = ["keyArn": "arn:key"], repair: Bool = false
  ) async throws -> [PlannedChange] {
    let template = "Parameters:\n  KeyArn: {Type: String}\nResources:\n  Bucket: {Type: AWS::S3::Bucket}\n"
    return try await step.plan(.test(fake, files: ["lake/data.yaml": template], inputs: inputs, repair: repair))
  }

  @Test func aStackThatIsNotThereIsMade() async throws {
    let fake = fake()
    let changes = try await changes(fake)
    #expect(
      changes == [PlannedChange(action: .create, type: "AWS::CloudFormation::Stack", name: "daivi-test-lake-data")])
    #expect(fake.changeSets.isEmpty)
  }

  @Test(arguments: ["CREATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
  func aStackAtRestIsCompared(_ status: String) async throws {
    let fake = fake(status)
    fake.wouldChange([("Add", "New", ""), ("Modify", "Bucket", "True"), ("Remove", "Old", "")])
    #expect(try await changes(fake).map(\.action) == [.create, .replace, .delete])
    #expect(fake.changeSets.map(\.deploymentMode) == [nil])
    // Nothing of it stays.
    #expect(fake.operations.last == "DeleteChangeSet")
    #expect(fake.status == status)
  }

  /// A deploy updates it, and leaves alone what the import did not bring.
  @Test func aStackThatLivesIsComparedAfterAnImportIntoItRolledBack() async throws {
    let fake = fake("IMPORT_ROLLBACK_COMPLETE")
    fake.holds([("AWS::KMS::Key", "CREATE_COMPLETE"), ("AWS::S3::Bucket", "IMPORT_ROLLBACK_COMPLETE")])
    fake.wouldChange([("Add", "New", "")])
    #expect(try await changes(fake).map(\.action) == [.create])
  }

  @Test(arguments: [
    "CREATE_FAILED", "CREATE_IN_PROGRESS", "DELETE_FAILED", "DELETE_IN_PROGRESS", "IMPORT_ROLLBACK_COMPLETE",
    "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_IN_PROGRESS",
    "UPDATE_ROLLBACK_FAILED",
  ])
  func aStackInProgressOrInADeadEndIsNamed(_ status: String) async throws {
    let fake = fake(status)
    let changes = try await changes(fake)
    #expect(changes.map(\.action) == [.update])
    #expect(changes.map(\.detail) == ["it is \(status)"])
    #expect(fake.changeSets.isEmpty)
  }

  @Test func withoutItsInputsNothingIsCompared() async throws {
    let fake = fake("CREATE_COMPLETE")
    #expect(try await changes(fake, inputs: [:]).map(\.action) == [.update])
    #expect(fake.changeSets.isEmpty)
  }

  @Test func nothingToChangeIsSaid() async throws {
    let fake = fake("CREATE_COMPLETE")
    fake.hasNothingToChange()
    #expect(try await changes(fake).map(\.action) == [.skip])
  }

  /// A deploy of it reverts drift, which an ordinary change set does not show.
  @Test func aRepairIsComparedWithWhatIsReallyThere() async throws {
    let fake = fake("CREATE_COMPLETE")
    fake.wouldChange([("Modify", "Bucket", "False")])
    #expect(try await changes(fake, repair: true).map(\.action) == [.update])
    #expect(fake.changeSets.map(\.deploymentMode) == ["REVERT_DRIFT"])
  }
}
