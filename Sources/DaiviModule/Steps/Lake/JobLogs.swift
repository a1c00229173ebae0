import DaiviAWS
import DaiviProtocol

/// The log groups that Glue makes for jobs with a security configuration, named after it. Glue keeps them for ever, and
/// nobody can read them once the key is gone that encrypts them: they go with what has the configuration, before the
/// keys.
public struct JobLogs: Step {
  public let id = "job-logs"
  public let kind = "job-logs"
  public let title = "log groups of the jobs"
  /// Name of the security configuration.
  public let configuration: Value

  /// - Parameter configuration: by rule, so that it is known where nothing is deployed.
  public init(of configuration: Value) { self.configuration = configuration }

  public var reads: [Value] { [configuration] }
  public var checks: [CheckDeclaration] { [] }
  public var actions: [String] { ["logs:DescribeLogGroups", "logs:DeleteLogGroup"] }

  public func material(in files: ModuleFiles) throws -> String { kind }
  public func verify(_ context: StepContext) async throws -> [CheckResult] { [] }

  public func plan(_ context: StepContext) async throws -> [PlannedChange] {
    [PlannedChange(action: .skip, type: kind, name: title, detail: "Glue makes them when jobs run")]
  }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    StepSuccess(detail: "Glue makes them when jobs run")
  }

  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    let groups = try await named(try context.value(configuration), context)
    for group in groups {
      do {
        _ = try await context.aws.client(.logs).document("DeleteLogGroup", ["logGroupName": .string(group)])
      } catch let error as AWSError where error.isNotFound {
        continue
      }
    }
    return StepSuccess(detail: groups.isEmpty ? "there are none" : "removed \(groups.joined(separator: ", "))")
  }

  private func named(_ configuration: String, _ context: StepContext) async throws -> [String] {
    let pages = AWSPages<AWSDocument>(
      nextToken: { $0["nextToken"]?.string },
      fetch: { next in
        var input: AWSDocument = ["logGroupNamePrefix": "/aws-glue/jobs"]
        if let next { input["nextToken"] = .string(next) }
        return try await context.aws.client(.logs).document("DescribeLogGroups", input)
      })
    let all = try await pages.collect { page in
      (page["logGroups"]?.array ?? []).compactMap { $0["logGroupName"]?.string }
    }
    return all.filter { Self.isNamed($0, after: configuration) }
  }

  /// Such are `/aws-glue/jobs/CONFIGURATION-role/ROLE/error` and `/aws-glue/jobs/logs-v2-CONFIGURATION`.
  static func isNamed(_ group: String, after configuration: String) -> Bool {
    group.split(separator: "/").contains {
      $0 == configuration || $0 == "\(configuration)-role" || $0.hasSuffix("-\(configuration)")
    }
  }
}
