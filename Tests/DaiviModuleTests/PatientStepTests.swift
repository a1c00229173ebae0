import DaiviAWS
import DaiviModule
import DaiviProtocol
import Testing

/// What goes on in AWS is waited for, whether one look at it is answered or not.
@Suite(.timeLimit(.minutes(10))) struct PatientStepTests {
  @Test func aRulesetIsWaitedFor() async throws {
    let aws = AnsweringAWS { operation, before in
      switch operation {
      case "StartDataQualityRulesetEvaluationRun": #"{"RunId":"dq_1"}"#
      case _ where before < 3: nil
      case "GetDataQualityRulesetEvaluationRun": #"{"RunId":"dq_1","Status":"SUCCEEDED","ResultIds":["r_1"]}"#
      default: #"{"RuleResults":[{"Name":"one","Result":"PASS"}]}"#
      }
    }
    let step = DataQualityRun("rules", "ruleset", ruleset: "r", database: "d", table: "t", role: "arn:role")
    #expect(try await step.apply(.test(aws)).detail == "1 rules passed")
    #expect(aws.operations.count { $0 == "StartDataQualityRulesetEvaluationRun" } == 1)
  }

  @Test func runsThatAreStoppedAreWaitedFor() async throws {
    let aws = AnsweringAWS { operation, before in
      switch (operation, before) {
      case ("GetJobRuns", 0): #"{"JobRuns":[{"Id":"jr_1","JobRunState":"RUNNING"}]}"#
      case ("GetJobRuns", 1...3): nil
      default: "{}"
      }
    }
    let step = JobRun("load", "table", job: "hive")
    #expect(try await step.destroy(.test(aws)).detail == "1 runs stopped")
    #expect(aws.operations.count { $0 == "BatchStopJobRun" } == 1)
  }

  /// A report lands once, however long its workflow's run cannot be seen.
  @Test func theRunOfAReportIsWaitedFor() async throws {
    let run = #"{"WorkflowRunId":"wr_1","StartedOn":1900000000,"WorkflowRunProperties":{"s3_path":"s3://b/k.csv"}}"#
    let aws = AnsweringAWS { operation, before in
      switch operation {
      case "GetWorkflowRuns": before < 3 ? nil : #"{"Runs":[\#(run)]}"#
      case "GetWorkflowRun":
        before < 3 ? nil : #"{"Run":{"Status":"COMPLETED","Statistics":{"TotalActions":1,"SucceededActions":1}}}"#
      case "StartQueryExecution": before < 3 ? nil : #"{"QueryExecutionId":"q"}"#
      case "GetQueryExecution": #"{"QueryExecution":{"Status":{"State":"SUCCEEDED"}}}"#
      case "GetQueryResults": #"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"7"}]}]}}"#
      default: ""
      }
    }
    let step = ObjectIngest(
      "land", "report", to: "s3://b/k.csv", from: .generated(revision: "1") { Array("a,b\n".utf8) }, workflow: "w",
      job: "j", fills: TableRows("t", workgroup: "w", output: "rows"), runOutput: "runId")
    #expect(try await step.apply(.test(aws)).outputs == ["runId": "wr_1", "rows": "7"])
    #expect(aws.operations.count { $0.hasPrefix("PUT ") } == 1)
  }

  /// Rows on their way are counted until they are there, whatever becomes of one count.
  @Test func arrivalsAreWaitedForWhereACountFails() async throws {
    let aws = AnsweringAWS { operation, before in
      switch operation {
      case "StartQueryExecution": before < 3 ? nil : #"{"QueryExecutionId":"q"}"#
      case "GetQueryExecution": QueryAnswers.state(retryable: before < 4)
      default: #"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"0"},{"VarCharValue":"5"}]}]}}"#
      }
    }
    try await Arrivals(.test(aws), workgroup: "w").wait(
      for: [.init("the table", sql: "SELECT count(*) FROM t", count: 5)], limit: .seconds(60), hint: "")
    // One count was throttled, the next failed four times.
    #expect(aws.operations.count { $0 == "StartQueryExecution" } == 3 + 4 + 1)
  }

  /// Or a sound table would be mended.
  @Test func aCountThatFailsForAthenasOwnReasonsFailsNoCheck() async throws {
    let aws = AnsweringAWS { operation, _ in
      operation == "StartQueryExecution" ? #"{"QueryExecutionId":"q"}"# : QueryAnswers.state(retryable: true)
    }
    let step = JobRun("load", "table", job: "j", fills: TableRows("t", workgroup: "w", output: "rows"))
    let error = await #expect(throws: AWSError.self) { _ = try await step.verify(.test(aws)) }
    #expect(error?.isRetryable == true && error?.message == "some words")
  }

  @Test func arrivalsAreNotWaitedForWhereTheQueryIsWrong() async throws {
    let aws = AnsweringAWS { operation, _ in
      operation == "StartQueryExecution" ? #"{"QueryExecutionId":"q"}"# : QueryAnswers.state(retryable: false, "FAILED")
    }
    await #expect(throws: QueryFailure(reason: "some words")) {
      try await Arrivals(.test(aws), workgroup: "w").wait(
        for: [.init("the table", sql: "SELECT count(*) FROM t", count: 5)], limit: .seconds(60), hint: "")
    }
  }
}

/// What Athena says of a query.
enum QueryAnswers {
  /// Failed for a passing reason, or ended.
  static func state(retryable: Bool, _ otherwise: String = "SUCCEEDED") -> String {
    let state = retryable ? "FAILED" : otherwise
    return #"{"QueryExecution":{"Status":{"State":"\#(state)","StateChangeReason":"some words","#
      + #""AthenaError":{"ErrorCategory":1,"Retryable":\#(retryable)}}}}"#
  }
}
