import DaiviModule

/// The orders in the lake, counted by Athena, beside those in DynamoDB.
struct LakeRows: Sendable {
  private let context: StepContext

  init(_ context: StepContext) { self.context = context }

  /// Passes when both have as many. What the table says of itself is told too: a stand-in's table says that it is one.
  func check() async throws -> CheckResult {
    let database = try context.value("{app}_{env}_equity_orders_zetl_ddb")
    let name = try context.value(targetTableName)
    func result(_ status: CheckResult.Status, _ detail: String) -> CheckResult {
      CheckResult(
        id: "rows", title: "the lake has the orders that DynamoDB has", status: status, detail: detail,
        resource: "\(database).\(name)")
    }
    guard let table = try await described(database, name) else { return result(.failed, "there is no table \(name)") }
    do {
      let rows = try await count(#""\#(database)"."\#(name)""#)
      let note = table.description.map { ". The table says: \($0)" } ?? ""
      if rows == 0 { return result(.failed, "\(name) is empty\(note)") }
      // Counting what is in DynamoDB reads all of it: only where the lake has not as many as were imported, because
      // orders have one key, or came or went since.
      if context.inputs["importedOrders"] == String(rows) {
        return result(.passed, "\(rows) rows in \(name), as many as orders were imported\(note)")
      }
      let orders = try await context.aws.dynamoDB.countItems(tableName: try context.value(OrdersTable.name))
      return result(
        rows == orders ? .passed : .failed, "\(rows) rows in \(name), \(orders) orders in DynamoDB\(note)")
    } catch let error as QueryFailure {
      return result(.failed, "\(name): \(error.reason)")
    } catch let error as AWSError where error.isNotFound {
      return result(.failed, "there is no DynamoDB table to compare with")
    }
  }

  private func count(_ table: String) async throws -> Int {
    let sql = "SELECT count(*) FROM \(table)"
    let found = try await context.aws.athena.run(sql, workgroup: try context.value("{inputs.workgroupName}"))
    guard let text = found.rows.first?.first ?? nil, let count = Int(text) else {
      throw StepError(message: "Athena gave no count for: \(sql)")
    }
    return count
  }

  private func described(_ database: String, _ name: String) async throws -> Glue.Table? {
    do {
      return try await context.aws.glue.getTable(.init(databaseName: database, name: name)).table
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }
}
