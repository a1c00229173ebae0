import DaiviProtocol
import Testing

@testable import DaiviModule

/// A stack is brought to its template from wherever it stands.
@Suite(.timeLimit(.minutes(10))) struct StackTests {
  private static let template = """
    Parameters:
      App: {Type: String}
      KeyArn: {Type: String}
    Resources:
      Bucket: {Type: AWS::S3::Bucket}
    Outputs:
      BucketName:
        Value: !Ref Bucket
    """
  private let step = Stack("data", template: "lake/data.yaml", parameters: ["KeyArn": "{inputs.keyArn}"])

  private func context(_ fake: FakeCloudFormation, resume: Bool = false, repair: Bool = false) -> StepContext {
    .test(
      fake, files: ["lake/data.yaml": Self.template], inputs: ["keyArn": "arn:key"], resume: resume, repair: repair)
  }

  private func fake(_ status: String? = nil) -> FakeCloudFormation {
    FakeCloudFormation(stack: "daivi-test-lake-data", status: status)
  }

  @Test func aNewStackIsCreatedAndItsOutputsAreGiven() async throws {
    let fake = fake()
    let success = try await step.apply(context(fake))
    #expect(success.outputs == ["bucketName": "bucket-1"])
    #expect(success.detail == "1 resource")
    let set = try #require(fake.changeSets.first)
    #expect(set.creates)
    #expect(set.name == "token-1")
    // What the template declares and the environment knows is filled in, and nothing else.
    #expect(set.parameters == ["App": "daivi", "KeyArn": "arn:key"])
  }

  @Test func aStackWithoutChangesIsLeftAlone() async throws {
    let fake = fake("CREATE_COMPLETE")
    fake.hasNothingToChange()
    let success = try await step.apply(context(fake))
    #expect(success.detail == "no changes")
    #expect(success.outputs == ["bucketName": "bucket-1"])
    #expect(fake.count("ExecuteChangeSet") == 0)
    #expect(fake.count("DeleteChangeSet") == 1)
  }

  @Test(arguments: ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
  func anExistingStackIsUpdated(_ status: String) async throws {
    let fake = fake(status)
    _ = try await step.apply(context(fake))
    #expect(fake.changeSets.first?.creates == false)
    #expect(fake.changeSets.first?.deploymentMode == nil)
    #expect(fake.status == "UPDATE_COMPLETE")
  }

  @Test func anAdoptionThatStoppedAfterItsImportGoesOnAsACreation() async throws {
    let step = Stack(
      "data", template: "lake/data.yaml", parameters: ["KeyArn": "after"], whenCreating: ["KeyArn": "at first"])
    let fake = fake("IMPORT_COMPLETE")
    _ = try await step.apply(context(fake, resume: true))
    #expect(fake.changeSets.map(\.parameters) == [["App": "daivi", "KeyArn": "at first"]])
  }

  @Test func withADeployRoleTheStackWorksUnderTheServiceRole() async throws {
    var environment = testEnvironment
    environment.stackRole = "arn:aws:iam::111122223333:role/daivi-test-tf-back-end-cloudformation"
    let fake = fake()
    _ = try await step.apply(
      .test(
        fake, files: ["lake/data.yaml": Self.template], inputs: ["keyArn": "arn:key"], environment: environment))
    #expect(fake.changeSets.map(\.role) == [environment.stackRole])
    // Without one CloudFormation works with the caller's own rights.
    let own = self.fake()
    _ = try await step.apply(context(own))
    #expect(own.changeSets.map(\.role) == [nil])
  }

  @Test func aTemplateThatAsksIsToldWhoDeploys() async throws {
    let template = Self.template.replacing("Parameters:\n", with: "Parameters:\n  DeployRoleArn:\n    Type: String\n")
    var environment = testEnvironment
    for role in [nil, "arn:aws:iam::111122223333:role/Deployer"] {
      environment.deployRole = role
      let fake = fake()
      _ = try await step.apply(
        .test(fake, files: ["lake/data.yaml": template], inputs: ["keyArn": "arn:key"], environment: environment))
      #expect(fake.changeSets.first?.parameters["DeployRoleArn"] == role ?? "")
    }
  }

  @Test func aRepairPutsBackWhatDrifted() async throws {
    let fake = fake("CREATE_COMPLETE")
    _ = try await step.apply(context(fake, repair: true))
    #expect(fake.changeSets.first?.deploymentMode == "REVERT_DRIFT")
  }

  @Test func aRollbackTellsWhichResourceFailedAndWhy() async throws {
    let fake = fake()
    fake.failNext("ROLLBACK_COMPLETE", "Access Denied for bucket")
    let error = await #expect(throws: StepError.self) { _ = try await step.apply(context(fake)) }
    #expect(error?.message.contains("ended ROLLBACK_COMPLETE") == true)
    #expect(error?.message.contains("Bucket (AWS::S3::Bucket): Access Denied for bucket") == true)
    #expect(error?.code == "ROLLBACK_COMPLETE")
  }

  @Test(arguments: ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"])
  func whatAFailedCreationLeftIsRemovedFirst(_ status: String) async throws {
    let fake = fake(status)
    _ = try await step.apply(context(fake))
    #expect(fake.count("DeleteStack") == 1)
    #expect(fake.changeSets.map(\.creates) == [true])
    #expect(fake.status == "CREATE_COMPLETE")
  }

  @Test func aStackOnlyReviewedIsCreated() async throws {
    let fake = fake("REVIEW_IN_PROGRESS")
    _ = try await step.apply(context(fake))
    #expect(fake.changeSets.first?.creates == true)
    #expect(fake.count("DeleteStack") == 0)
  }

  @Test func aRollbackThatGotStuckIsFinishedFirst() async throws {
    let fake = fake("UPDATE_ROLLBACK_FAILED")
    _ = try await step.apply(context(fake))
    #expect(fake.count("ContinueUpdateRollback") == 1)
    #expect(fake.status == "UPDATE_COMPLETE")
  }

  @Test func anExecutionWhoseAnswerWasLostIsFollowedNotRepeated() async throws {
    let fake = fake()
    fake.loseAnswer(to: "ExecuteChangeSet")
    let success = try await step.apply(context(fake))
    #expect(success.detail == "1 resource")
    #expect(fake.changeSets.map(\.execution) == ["EXECUTE_COMPLETE"])
  }

  @Test func aResumedAttemptFindsItsChangeSetExecuted() async throws {
    let fake = fake()
    _ = try await step.apply(context(fake))
    let before = fake.operations.count
    let success = try await step.apply(context(fake, resume: true))
    #expect(success.outputs == ["bucketName": "bucket-1"])
    #expect(!fake.operations.dropFirst(before).contains("CreateChangeSet"))
    #expect(!fake.operations.dropFirst(before).contains("ExecuteChangeSet"))
  }

  @Test func aResumedAttemptThatNeverArrivedStartsFromTheBeginning() async throws {
    let fake = fake()
    let success = try await step.apply(context(fake, resume: true))
    #expect(success.detail == "1 resource")
    #expect(fake.changeSets.count == 1)
  }

  @Test func aResumedAttemptThatFailedSaysSo() async throws {
    let fake = fake()
    fake.failNext("ROLLBACK_COMPLETE", "no")
    await #expect(throws: StepError.self) { _ = try await step.apply(context(fake)) }
    await #expect(throws: StepError.self) { _ = try await step.apply(context(fake, resume: true)) }
    #expect(fake.changeSets.count == 1)
  }

  @Test func anInputThatIsMissingIsNamed() async throws {
    let context = StepContext.test(fake(), files: ["lake/data.yaml": Self.template])
    await #expect(throws: UnknownPlaceholder(name: "inputs.keyArn")) { _ = try await step.apply(context) }
  }
}
