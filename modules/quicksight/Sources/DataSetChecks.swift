import DaiviModule

/// Each data set as QuickSight has it: its SQL really runs in Athena, and gives the columns that it declares.
let dataSetsAnswer = Check(
  "data-sets", "the SQL of every data set runs and gives its columns", reads: ["{inputs.workgroupName}"]
) { context in
  let account = context.environment.account
  let workgroup = try context.value("{inputs.workgroupName}")
  let ids = try dataSets(context)
  let faults = try await withThrowingTaskGroup(of: String?.self) { group in
    for id in ids {
      group.addTask {
        do {
          let table = try await context.aws.quickSight.describeDataSet(account: account, id: id)
            .dataSet?.physicalTableMap?.values.compactMap(\.customSql).first
          guard let table, let sql = table.sqlQuery else { return "\(id) has no SQL" }
          let found = try await context.aws.athena.run("SELECT * FROM (\n\(sql)\n) AS t LIMIT 1", workgroup: workgroup)
          let declared = table.columns.map(\.name)
          let given = found.columns.map(\.name)
          return given == declared ? nil : "\(id) declares \(declared), its SQL gives \(given)"
        } catch let error as AWSError where error.isNotFound {
          return "\(id) is gone"
        } catch let error as QueryFailure {
          return "\(id): \(error.reason)"
        }
      }
    }
    return try await group.reduce(into: [String]()) { $0 += $1.map { [$0] } ?? [] }
  }
  return CheckResult(
    id: "data-sets", title: "the SQL of every data set runs and gives its columns",
    status: faults.isEmpty ? .passed : .failed,
    detail: faults.isEmpty ? "\(ids.count) data sets" : faults.sorted().joined(separator: "; "),
    resource: "QuickSight data sets")
}

/// Those of the billing lake, and of the others where they are deployed.
private func dataSets(_ context: StepContext) throws -> [String] {
  var names = ["billing-hive", "billing-iceberg", "billing-converted"]
  if context.inputs["inventoryIcebergTable"] != nil { names += ["inventory-hive", "inventory-iceberg-static"] }
  if context.inputs["splunkIcebergTable"] != nil { names.append("splunk-iceberg") }
  return try names.map { try context.value(Value("{app}-{env}-\($0)-dataset")) }
}

/// The dashboard was made without an error, has its four visuals, and each has something to show.
let dashboardIsPopulated = Check(
  "dashboard", "the billing dashboard has four visuals with data in them",
  reads: ["{inputs.dashboardId}", "{inputs.workgroupName}", BillingSQL.converted]
) { context in
  let id = try context.value("{inputs.dashboardId}")
  func result(_ fault: String?) -> CheckResult {
    CheckResult(
      id: "dashboard", title: "the billing dashboard has four visuals with data in them",
      status: fault == nil ? .passed : .failed, detail: fault, resource: id)
  }
  let found: QuickSight.DescribeDashboardDefinitionResponse
  do {
    found = try await context.aws.quickSight.describeDashboardDefinition(account: context.environment.account, id: id)
  } catch let error as AWSError where error.isNotFound {
    return result("it is gone")
  }
  if found.resourceStatus?.hasSuffix("SUCCESSFUL") != true {
    let reasons = found.errors.compactMap(\.message).joined(separator: "; ")
    return result("it is \(found.resourceStatus ?? "nowhere"): \(reasons)")
  }
  let shown = found.definition?.sheets.flatMap(\.visuals).flatMap(\.values).compactMap(\.visualId) ?? []
  let missing = BillingVisual.all.map(\.id).filter { !shown.contains($0) }
  if !missing.isEmpty { return result("it does not show \(missing.joined(separator: ", "))") }
  let workgroup = try context.value("{inputs.workgroupName}")
  let converted = try context.value(BillingSQL.converted)
  for visual in BillingVisual.all {
    do {
      let rows = try await context.aws.athena.run(visual.sql(over: converted), workgroup: workgroup).rows
      if rows.isEmpty { return result("\(visual.id) has nothing to show: the billing table is empty") }
    } catch let error as QueryFailure {
      return result("\(visual.id): \(error.reason)")
    }
  }
  return result(nil)
}
