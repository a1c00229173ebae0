import DaiviModule

/// A subscription that an API made has no role yet, and no API can choose one: that is done in the console. It is not
/// needed where a data source may bring a role of its own, which ours does; a data source for trial shows whether it may.
let serviceRole = Gate.person(
  "service-role", "QuickSight may query as the platform's role",
  instructions: """
    In the QuickSight console: Manage QuickSight > Security & permissions > IAM role in use > Manage > Use an existing \
    role, choose the role <app>-<env>-quicksight-service-role, save. Once an account.
    """,
  reads: ["{inputs.quicksightServiceRoleArn}", "{inputs.workgroupName}"],
  look: { context in
    let quickSight = context.aws.quickSight
    let account = context.environment.account
    let id = try context.value("{app}-{env}-access-trial")
    func remove() async throws {
      do {
        try await quickSight.deleteDataSource(account: account, id: id)
      } catch let error as AWSError where error.isNotFound {
        return
      }
    }
    // One that an interrupted look left.
    try await remove()
    try await quickSight.createDataSource(
      account: account,
      .init(
        id: id, name: id, workgroup: try context.value("{inputs.workgroupName}"),
        role: try context.value("{inputs.quicksightServiceRoleArn}"), tags: context.environment.tags))
    var backoff = Backoff(first: .milliseconds(200), longest: .seconds(5))
    while true {
      let source = try await quickSight.describeDataSource(account: account, id: id).dataSource
      switch source?.status {
      case "CREATION_SUCCESSFUL":
        try await remove()
        return GateCheckResult(state: .open, detail: "a data source with that role works")
      case "CREATION_FAILED":
        try await remove()
        let error = source?.errorInfo
        return GateCheckResult(
          state: .waiting, detail: "\(error?.type ?? "it fails"): \(error?.message ?? "QuickSight gives no reason")")
      default: try await backoff.pause()
      }
    }
  })
