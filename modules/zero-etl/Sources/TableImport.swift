import DaiviModule
import FoundationEssentials

/// The import that filled the table of the orders, as DynamoDB tells of it. CloudFormation may call a table made whose
/// import failed.
struct TableImport: Sendable {
  private let context: StepContext

  init(_ context: StepContext) { self.context = context }

  /// The import of the table that is there now; nil when there is no table, or it was not imported.
  func ofTheTable() async throws -> DynamoDB.ImportTableDescription? {
    let name = try context.value(OrdersTable.name)
    let table: DynamoDB.TableDescription?
    do {
      table = try await context.aws.dynamoDB.describeTable(.init(tableName: name)).table
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
    guard let table, let arn = table.tableArn else { return nil }
    let all = try await context.aws.dynamoDB.listImportsPages(.init(tableArn: arn)).collect(\.importSummaryList)
    for summary in all.sorted(by: { $0.startTime ?? .distantPast > $1.startTime ?? .distantPast }) {
      guard let importArn = summary.importArn else { continue }
      let found = try await context.aws.dynamoDB.describeImport(importArn: importArn)
      // An earlier table of the same name has another id.
      if let found, found.tableId == nil || found.tableId == table.tableId { return found }
    }
    return nil
  }

  /// Waits for the end of the import. Throws what went wrong, with the first orders that DynamoDB refused.
  func ended() async throws -> DynamoDB.ImportTableDescription {
    var backoff = Backoff(first: .milliseconds(200), longest: .seconds(15))
    while true {
      guard let found = try await ofTheTable() else {
        throw StepError(
          message: "DynamoDB knows no import of \(try context.value(OrdersTable.name))", service: "DynamoDB",
          operation: "ListImports")
      }
      if found.importStatus == .inProgress || found.importStatus == .cancelling {
        context.progress("\(found.importedItemCount ?? 0) orders imported")
        try await backoff.pause()
        continue
      }
      guard let problem = found.problem else { return found }
      let file = try context.value("s3://{inputs.equityOrdersDataBucket}/equity-orders/")
      throw StepError(
        message: (["the import of \(file) failed: \(problem)"] + (await refused(found))).joined(separator: "\n"),
        service: "DynamoDB", operation: "ImportTable", code: found.failureCode ?? found.importStatus?.rawValue,
        hint: "mend the file; the table is made again by the next deploy")
    }
  }

  /// The first refused orders, with the file and the order's place in it; empty when there is no log to be had.
  private func refused(_ found: DynamoDB.ImportTableDescription) async -> [String] {
    guard (found.errorCount ?? 0) > 0, let id = found.importArn?.split(separator: "/").last else { return [] }
    let request = Logs.GetLogEventsRequest(
      logStreamName: "\(id)/error", logGroupName: "/aws-dynamodb/imports", limit: 3, startFromHead: true)
    guard let events = try? await context.aws.logs.getLogEvents(request).events else { return [] }
    return events.compactMap { event in
      guard let text = event.message, let entry = try? AWSDocument(json: text.utf8) else { return nil }
      let place = entry["itemS3Pointer"]
      let words = (entry["errorMessages"]?.array ?? []).compactMap(\.string).joined(separator: "; ")
      return "  \(place?["key"]?.string ?? "?"), order \((place?["itemIndex"]?.integer ?? 0) + 1): \(words)"
    }
  }
}

extension DynamoDB.ImportTableDescription {
  /// Why the table cannot be used; nil when every order was imported.
  var problem: String? {
    let counts =
      "\(importedItemCount ?? 0) of \(processedItemCount ?? 0) orders were imported, \(errorCount ?? 0) refused"
    if importStatus != .completed {
      let words = [failureCode, failureMessage].compactMap { $0 }.joined(separator: ": ")
      return "\(importStatus?.rawValue ?? "unknown"): \(words.isEmpty ? "no reason given" : words) (\(counts))"
    }
    return (errorCount ?? 0) > 0 || (importedItemCount ?? 0) == 0 ? counts : nil
  }
}
