import DaiviModule

/// What the integration calls the table in the lake, and how it shapes it; said before the integration is made. The
/// table itself is the integration's: it goes after the integration, with its rows in the bucket.
let targetTable = Custom(
  "target-table", "name of the table in the lake", kind: "integration-table", revision: "1",
  reads: [targetTableName], outputs: ["targetTableName"],
  checks: [CheckDeclaration(id: "properties", title: "the integration knows how to name the table")],
  apply: { context in
    let properties = try wanted(context)
    if try await current(context) == nil {
      try await context.aws.glue.createIntegrationTableProperties(properties)
    } else {
      try await context.aws.glue.updateIntegrationTableProperties(properties)
    }
    let name = try context.value(targetTableName)
    return StepSuccess(outputs: ["targetTableName": name], detail: name)
  },
  verify: { context in
    let found = try await current(context)?.targetTableConfig
    let expected = try wanted(context).targetTableConfig
    return [
      CheckResult(
        id: "properties", title: "the integration knows how to name the table",
        status: found == expected ? .passed : .failed,
        detail: found == expected ? nil : found.map { "it says \($0.targetTableName ?? "?")" } ?? "nothing is said",
        resource: expected?.targetTableName)
    ]
  },
  destroy: { context in
    try await removeTargetTable(context)
    do {
      try await context.aws.glue.deleteIntegrationTableProperties(
        resourceArn: try context.value("{inputs.databaseArn}"), tableName: try context.value(OrdersTable.name))
    } catch let error as AWSError where error.isNotFound {
      return StepSuccess(detail: "was gone already")
    }
    return StepSuccess(detail: "removed")
  })

/// By rule, so that it is known where nothing is deployed.
let targetTableName: Value = "{app}_{env}_equity_orders_db_table"

/// Takes the table out of the catalog that an integration left there; an integration that comes fills a new one.
func removeTargetTable(_ context: StepContext) async throws {
  do {
    try await context.aws.glue.deleteTable(
      .init(
        databaseName: try context.value("{app}_{env}_equity_orders_zetl_ddb"),
        name: try context.value(targetTableName)))
  } catch let error as AWSError where error.isNotFound {
    return
  }
}

private func wanted(_ context: StepContext) throws -> Glue.IntegrationTableProperties {
  Glue.IntegrationTableProperties(
    resourceArn: try context.value("{inputs.databaseArn}"), tableName: try context.value(OrdersTable.name),
    targetTableConfig: .init(targetTableName: try context.value(targetTableName), unnestSpec: "FULL"))
}

private func current(_ context: StepContext) async throws -> Glue.IntegrationTableProperties? {
  do {
    return try await context.aws.glue.getIntegrationTableProperties(
      resourceArn: try context.value("{inputs.databaseArn}"), tableName: try context.value(OrdersTable.name))
  } catch let error as AWSError where error.isNotFound {
    return nil
  }
}
