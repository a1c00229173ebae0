import DaiviAWS
import DaiviProtocol

/// A table whose rows are counted by Athena: after a load, and live in `verify`.
public struct TableRows: Sendable {
  let name: Value
  let workgroup: Value
  /// Output that carries the count.
  let output: String

  /// - Parameters:
  ///   - name: as SQL names it, quoted where it must be: `"s3tablescatalog/{inputs.bucket}"."{app}"."billing"`.
  ///   - workgroup: the Athena workgroup that counts.
  public init(_ name: Value, workgroup: Value, output: String) {
    self.name = name
    self.workgroup = workgroup
    self.output = output
  }

  var title: String { "the table has the rows it was loaded with" }
  var reads: [Value] { [name, workgroup] }

  /// Counts after a load that has ended well, which nobody wants to run again for a count that was refused once.
  func countLoaded(_ context: StepContext) async throws -> Int {
    try await PatientPoll.look(silences: 5, telling: context.progress) { try await count(context) }
  }

  func count(_ context: StepContext) async throws -> Int {
    let sql = "SELECT count(*) FROM \(try context.value(name))"
    let result = try await context.aws.athena.run(sql, workgroup: try context.value(workgroup))
    guard let text = result.rows.first?.first ?? nil, let count = Int(text) else {
      throw StepError(message: "Athena gave no count for: \(sql)")
    }
    return count
  }

  func check(_ context: StepContext) async throws -> CheckResult {
    let name = try context.value(name)
    func result(_ status: CheckResult.Status, _ detail: String) -> CheckResult {
      CheckResult(id: "rows", title: title, status: status, detail: detail, resource: name)
    }
    do {
      let found = try await count(context)
      guard let loaded = context.inputs[output].flatMap(Int.init) else {
        return result(found > 0 ? .passed : .failed, "\(name) has \(found) rows")
      }
      return result(found == loaded ? .passed : .failed, "\(name) has \(found) rows, loaded were \(loaded)")
    } catch let error as QueryFailure {
      return result(.failed, "\(name): \(error.reason)")
    }
  }
}
