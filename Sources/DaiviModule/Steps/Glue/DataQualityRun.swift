import DaiviAWS
import DaiviProtocol

/// Evaluates a data-quality ruleset on a table and fails when a rule does, naming it.
public struct DataQualityRun: Step {
  public let id: String
  public let kind = "data-quality-run"
  public let title: String
  public let ruleset: Value
  public let database: Value
  public let table: Value
  public let role: Value
  public let follows: [Value]
  public let resume = StepManifest.Resume.ask
  public let limits: [String: Int]
  public let maxSeconds: Int

  /// - Parameter follows: texts whose change evaluates again (the run that loaded the table).
  public init(
    _ id: String, _ title: String, ruleset: Value, database: Value, table: Value, role: Value, follows: [Value] = [],
    workers: Int = 2, minutes: Int = 60
  ) {
    self.id = id
    self.title = title
    self.ruleset = ruleset
    self.database = database
    self.table = table
    self.role = role
    self.follows = follows
    limits = ["glue-dpu": workers]
    maxSeconds = minutes * 60
  }

  private static let resultOutput = "dataQualityResult"

  public var reads: [Value] { [ruleset, database, table, role] + follows }
  public var checks: [CheckDeclaration] {
    [CheckDeclaration(id: "rules", title: "\(title): every rule passed")]
  }
  public var actions: [String] {
    [
      "glue:GetDataQualityResult", "glue:GetDataQualityRulesetEvaluationRun",
      "glue:StartDataQualityRulesetEvaluationRun", "iam:PassRole",
    ]
  }
  public func material(in files: ModuleFiles) throws -> String { "data-quality|\(limits["glue-dpu"] ?? 0)" }
  public func outputs(in files: ModuleFiles) throws -> [String] { [Self.resultOutput] }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let glue = context.aws.glue
    let ruleset = try context.value(ruleset)
    // The same client token gives the same run: asking again after a crash starts nothing.
    let start = try await glue.startDataQualityRulesetEvaluationRun(
      .init(
        dataSource: .init(
          glueTable: .init(databaseName: try context.value(database), tableName: try context.value(table))),
        role: try context.value(role), rulesetNames: [ruleset], numberOfWorkers: limits["glue-dpu"],
        clientToken: context.token))
    guard let id = start.runId else { throw StepError(message: "Glue started ruleset \(ruleset) without a run id") }
    let results = try await untilDone(id, ruleset: ruleset, context)
    let (passed, failed) = try await PatientPoll.look(telling: context.progress) {
      try await outcomes(of: results, glue)
    }
    if !failed.isEmpty {
      throw StepError(
        message: "\(failed.count) of \(failed.count + passed) rules of \(ruleset) failed: "
          + failed.joined(separator: "; "),
        service: "Glue", operation: "StartDataQualityRulesetEvaluationRun", code: "RULES_FAILED",
        hint: "look at the data, or change the ruleset")
    }
    return StepSuccess(
      outputs: [Self.resultOutput: results.joined(separator: ",")],
      resources: [ResourceRecord(type: "AWS::Glue::DataQualityRulesetEvaluationRun", id: id)],
      detail: "\(passed) rules passed")
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let results = (context.inputs[Self.resultOutput] ?? "").split(separator: ",").map(String.init)
    let (passed, failed) = try await outcomes(of: results, context.aws.glue)
    let ok = failed.isEmpty && passed > 0
    return [
      CheckResult(
        id: "rules", title: checks[0].title, status: ok ? .passed : .failed,
        detail: ok ? "\(passed) rules passed" : failed.isEmpty ? "no result" : failed.joined(separator: "; "),
        resource: try context.value(ruleset))
    ]
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .skip, type: kind, name: title, detail: "results are Glue's to keep")]
  }

  private func untilDone(_ id: String, ruleset: String, _ context: StepContext) async throws -> [String] {
    var backoff = Backoff(first: .milliseconds(200), longest: .seconds(10))
    while true {
      let run = try await PatientPoll.look(telling: context.progress) {
        try await context.aws.glue.getDataQualityRulesetEvaluationRun(.init(runId: id))
      }
      switch run.status?.rawValue {
      case "SUCCEEDED": return run.resultIds
      case "FAILED", "STOPPED", "TIMEOUT":
        throw StepError(
          message: "evaluating \(ruleset) ended \(run.status?.rawValue ?? ""): \(run.errorString ?? "no reason given")",
          service: "Glue", operation: "StartDataQualityRulesetEvaluationRun", code: run.status?.rawValue)
      default: try await backoff.pause()
      }
    }
  }

  /// How many rules passed, and each that did not with its message.
  private func outcomes(of results: [String], _ glue: Glue) async throws -> (passed: Int, failed: [String]) {
    var passed = 0
    var failed: [String] = []
    for id in results {
      for rule in try await glue.getDataQualityResult(.init(resultId: id)).ruleResults {
        if rule.result?.rawValue == "PASS" {
          passed += 1
        } else {
          let name = rule.description ?? rule.name ?? "a rule"
          failed.append("\(name): \(rule.evaluationMessage ?? rule.result?.rawValue ?? "no result")")
        }
      }
    }
    return (passed, failed)
  }
}
