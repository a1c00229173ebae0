import DaiviConsole
import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviEngine

@Suite struct PlanRendererTests {
  let plan = PlanRenderer([
    Planner.Entry(target: keys, reason: nil, changes: []),
    Planner.Entry(
      target: buckets, reason: .changed,
      changes: [
        PlannedChange(action: .create, type: "AWS::S3::Bucket", name: "TempPrimary"),
        PlannedChange(action: .update, type: "AWS::S3::Bucket", name: "Logs", detail: "tags"),
        PlannedChange(action: .replace, type: "AWS::IAM::Role", name: "Replication", detail: "because of RoleName"),
        PlannedChange(action: .delete, type: "AWS::S3::BucketPolicy", name: "Old"),
        PlannedChange(action: .skip, type: "upload", name: "scripts"),
      ]),
    Planner.Entry(
      target: job, reason: .new,
      changes: [
        PlannedChange(action: .waiting, type: "stack", name: "billing", detail: "known after billing/deploy-billing"),
        PlannedChange(action: .run, type: "job-run", name: "billing-hive"),
      ]),
  ])

  @Test func eachTargetSaysWhyItRunsAndWhatChanges() {
    #expect(
      plan.text() == """
        foundation/deploy-buckets  (changed)
            + AWS::S3::Bucket  TempPrimary
            ~ AWS::S3::Bucket  Logs  tags
          -/+ AWS::IAM::Role  Replication  because of RoleName
            - AWS::S3::BucketPolicy  Old

        billing/start-billing-hive-job  (never deployed)
            ? stack  billing  known after billing/deploy-billing
            > job-run  billing-hive

        Plan: 2 targets to deploy, 1 up to date: 1 to create, 1 to update, 1 to replace, 1 to delete, 1 to run, \
        1 known later.

        """)
    #expect(plan.hasChanges)
  }

  @Test func aPlanWithoutChangesIsOneLine() {
    let empty = PlanRenderer([Planner.Entry(target: keys, reason: nil, changes: [])])
    #expect(empty.text() == "No changes: 1 target up to date.\n")
    #expect(!empty.hasChanges)
    #expect(empty.json == #"{"changes":false,"targets":[{"target":"foundation/deploy-kms-keys","changes":[]}]}"# + "\n")
  }

  @Test func whatWaitsIsNoChange() {
    let plan = PlanRenderer([
      Planner.Entry(target: keys, reason: nil, changes: []),
      Planner.Entry(target: billing, reason: nil, changes: [], gate: billing),
      Planner.Entry(target: job, reason: nil, changes: [], gate: billing),
    ])
    #expect(
      plan.text() == """
        billing/deploy-billing  (waits at a gate)

        billing/start-billing-hive-job  (waits for the gate of billing/deploy-billing)

        No changes: 1 target up to date, 2 waiting.

        """)
    #expect(!plan.hasChanges)
    #expect(
      plan.json.contains(#"{"target":"billing/start-billing-hive-job","gate":"billing/deploy-billing","changes":[]}"#))
  }

  @Test func whatADestroyCannotTakeAwayIsListedAndCounts() {
    let delete = PlannedChange(action: .delete, type: "AWS::KMS::Key", name: "Key")
    let plan = PlanRenderer([Planner.Entry(target: keys, reason: .destroy, changes: [delete])], orphans: [job])
    #expect(
      plan.text() == """
        foundation/deploy-kms-keys  (to be destroyed)
            - AWS::KMS::Key  Key

        billing/start-billing-hive-job  (cannot go: no installed module offers it any more)

        Plan: 1 target to destroy, 1 cannot go: 1 to delete.

        """)
    #expect(plan.json.contains(#"{"target":"billing/start-billing-hive-job","reason":"orphaned","changes":[]}"#))
    let alone = PlanRenderer([], orphans: [job])
    #expect(alone.hasChanges && alone.text().hasSuffix("\n\nPlan: nothing to destroy, 1 cannot go.\n"))
  }

  @Test func aTargetThatRunsWithoutChangingAnythingSaysSo() {
    let plan = PlanRenderer([Planner.Entry(target: keys, reason: .failed, changes: [])])
    #expect(plan.text().hasPrefix("foundation/deploy-kms-keys  (failed before)\n      nothing in it changes\n"))
    #expect(plan.hasChanges)
  }

  @Test func programsGetReasonsAndActionsByName() throws {
    struct Document: Decodable {
      struct Target: Decodable { var target: String, reason: String?, changes: [PlannedChange] }
      var changes: Bool
      var targets: [Target]
    }
    let document = try JSONDecoder().decode(Document.self, from: Data(plan.json.utf8))
    #expect(document.changes)
    #expect(document.targets.map(\.reason) == [nil, "changed", "new"])
    #expect(document.targets[1].changes.map(\.action) == [.create, .update, .replace, .delete, .skip])
    #expect(document.targets[2].changes[0].detail == "known after billing/deploy-billing")
  }
}
