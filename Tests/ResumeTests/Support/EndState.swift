import DaiviAWS
import DaiviLedger
import DaiviSystem
import Testing

/// What a deployment left, in AWS and in the ledger, as lines that are the same for every environment, and how often
/// each effect happened.
struct EndState: Sendable {
  var lines: [String] = []
  /// Versions of each object and parameter, operations of the stack, runs of the job.
  var effects: [String: Int] = [:]

  init(of env: String, in lab: Lab) async throws {
    let aws = AWS(
      AWSConfiguration(
        region: "us-east-1",
        credentials: StaticCredentialsProvider(
          AWSCredentials(accessKeyID: "123456789012", secretAccessKey: "sandbox", source: "the sandbox")),
        endpoints: .init(all: try lab.sandbox().endpoint)))
    try await look(aws, "daivi-\(env)-lab")
    try await parameters(aws, "/daivi/\(env)/lab/")
    try await ledger(lab.environmentDirectory(env))
    lines = lines.map {
      $0.split(separator: "daivi-\(env)-", omittingEmptySubsequences: false).joined(separator: "daivi-ENV-")
        .split(separator: "/daivi/\(env)/", omittingEmptySubsequences: false).joined(separator: "/daivi/ENV/")
    }
  }

  private mutating func look(_ aws: AWS, _ name: String) async throws {
    let stackName = "\(name)-store"
    let stack = try #require(
      try await aws.cloudFormation.describeStacks(.init(stackName: stackName)).stacks.first)
    lines.append("stack \(stack.stackStatus.rawValue)")
    lines += stack.outputs.map { "stack output \($0.outputKey ?? "?")=\($0.outputValue ?? "?")" }.sorted()
    let resources = try await aws.cloudFormation.listStackResourcesPages(.init(stackName: stackName))
      .collect(\.stackResourceSummaries)
    lines += resources.map { "\($0.logicalResourceId) \($0.physicalResourceId ?? "?") \($0.resourceStatus.rawValue)" }
      .sorted()
    let events = try await aws.cloudFormation.describeStackEventsPages(.init(stackName: stackName))
      .collect(\.stackEvents)
    effects["operations of the stack"] = events.count {
      $0.physicalResourceId == $0.stackId && $0.resourceStatus?.rawValue.hasSuffix("_COMPLETE") == true
    }
    for object in try await aws.s3.listObjectsPages(bucket: name).collect(\.objects) {
      lines.append("object \(object.key) \(object.eTag)")
    }
    for version in try await aws.s3.listObjectVersionsPages(bucket: name).collect(\.versions) {
      effects["object \(version.id.key)", default: 0] += 1
    }
    let runs = try await aws.glue.getJobRunsPages(.init(jobName: "\(name)-load")).collect(\.jobRuns)
    effects["runs of the job"] = runs.count
    lines.append("last run \(runs.first?.jobRunState?.rawValue ?? "none")")
  }

  private mutating func parameters(_ aws: AWS, _ prefix: String) async throws {
    for name in ["bucket", "rows"] {
      let found = try await aws.ssm.getParameter(.init(name: prefix + name)).parameter
      lines.append("parameter \(name)=\(found?.value ?? "none")")
      effects["parameter \(name)"] = Int(found?.version ?? 0)
    }
  }

  private mutating func ledger(_ directory: String) async throws {
    let ledger = try Ledger.open(Path.join(directory, "ledger.sqlite"), access: .read)
    lines.append("open attempts \(try await ledger.openAttempts().map(\.intent.step))")
    lines += try await ledger.targetStates().map { "target \($0.target) \($0.status.rawValue)" }
    lines += try await ledger.outputs().sorted { ($0.target, $0.name) < ($1.target, $1.name) }.map {
      // A run's id is another one each time.
      "output \($0.target)/\($0.step)/\($0.name)=\($0.name == "loadRun" ? "RUN" : $0.value)"
    }
  }
}

/// The state is the clean run's, and every effect happened as often as there.
func expect(
  _ found: EndState, equals clean: EndState, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  expect(found.lines, equal: clean.lines, what, sourceLocation: sourceLocation)
  #expect(found.effects == clean.effects, "\(what): effects", sourceLocation: sourceLocation)
}

/// Says only what differs.
func expect(
  _ found: [String], equal clean: [String], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let missing = clean.filter { !found.contains($0) }
  let surplus = found.filter { !clean.contains($0) }
  #expect(found == clean, "\(what): missing \(missing), surplus \(surplus)", sourceLocation: sourceLocation)
}
