import DaiviModule

/// Sends trades under a name of their own, and counts them in the lake's tables.
struct TradeHarness: Sendable {
  private let context: StepContext

  init(_ context: StepContext) { self.context = context }

  /// Sends, and waits until all of it is where it belongs. One in two hundred is late, one in two hundred malformed.
  func run(rate: Int, seconds: Int) async throws -> Producer.Sent {
    let odd = max(2, rate * seconds / 200)
    let run = "\(context.token)-\(UInt32.random(in: 0 ... .max))"
    context.progress("sending \(rate) trades a second for \(seconds) s")
    let sent = try await Producer(context).send(
      to: try context.value("{inputs.topicName}"), run: run, rate: rate, seconds: seconds, late: odd, malformed: odd)
    try await Arrivals(context, workgroup: "{inputs.workgroupName}").wait(
      for: try expected(sent), limit: .seconds(300), hint: await hint())
    return sent
  }

  /// What to do where trades do not arrive. Glue says where the log of a run is: its group is named after the job's
  /// security configuration.
  func hint() async -> String {
    let question = "does the job run? daivi-host verify trade/start-trade-job"
    guard let job = context.inputs["tradeJobName"],
      let run = try? await context.aws.glue.getJobRuns(.init(jobName: job, maxResults: 1)).jobRuns.first,
      let group = run.logGroupName, let stream = run.id
    else { return question }
    return "\(question); its log is in the log group \(group)/error, stream \(stream)"
  }

  func count(_ sent: Producer.Sent) async throws -> (found: [Int], expected: [Arrivals.Expected]) {
    let expected = try expected(sent)
    return (try await Arrivals(context, workgroup: "{inputs.workgroupName}").count(expected), expected)
  }

  /// Rows and different trades in both tables, and the two kinds of dead letters.
  private func expected(_ sent: Producer.Sent) throws -> [Arrivals.Expected] {
    func table(_ input: String) throws -> String {
      try context.value(Value(#""{inputs.databaseName}"."{inputs.\#(input)}""#))
    }
    func sql(_ what: String, _ input: String, _ more: String = "") throws -> String {
      "SELECT \(what) FROM \(try table(input)) WHERE run_id = '\(sent.run)'\(more)"
    }
    return [
      .init("the Hive table", sql: try sql("count(*)", "hiveTableName"), count: sent.good),
      .init(
        "the Hive table, different", sql: try sql("count(DISTINCT execution_id)", "hiveTableName"), count: sent.good),
      .init("the Iceberg table", sql: try sql("count(*)", "icebergTableName"), count: sent.good),
      .init(
        "the Iceberg table, different", sql: try sql("count(DISTINCT execution_id)", "icebergTableName"),
        count: sent.good),
      .init(
        "the dead letters, late", sql: try sql("count(*)", "deadLetterTableName", " AND kind = 'late'"),
        count: sent.late),
      .init(
        "the dead letters, malformed", sql: try sql("count(*)", "deadLetterTableName", " AND kind = 'malformed'"),
        count: sent.malformed),
    ]
  }
}
