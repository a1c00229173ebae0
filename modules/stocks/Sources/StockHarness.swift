import DaiviModule

/// Sends transactions and finds every one of them, once, in the windows of the lake and of the sink topic.
enum StockHarness {
  private static let counted = CheckDeclaration(
    id: "windows", title: "every transaction of the harness is in one window of the lake")

  static let step = Custom(
    "harness", "test harness", kind: "harness",
    reads: [
      "{parameters.harnessSeconds}", "{parameters.harnessRate}", "{inputs.flinkVersion}", "{inputs.sourceTopicName}",
    ], outputs: ["stockHarness"], checks: [counted],
    apply: { context in
      let seconds = try number("harnessSeconds", 1...780, context)
      let rate = try number("harnessRate", 10...5000, context)
      let pause = try number("windowSeconds", 1...60, context) + number("delaySeconds", 1...60, context) + 1
      let producer = Producer(context)
      let topic = try context.value("{inputs.sourceTopicName}")
      let odd = max(2, rate * seconds / 200)
      // What came before must not share a window with what is counted, nor what closes the windows.
      try await Task.sleep(for: .seconds(pause))
      context.progress("sending \(rate) transactions a second for \(seconds) s")
      let sent = try await producer.send(
        to: topic, run: "\(context.token)-\(UInt32.random(in: 0 ... .max))", rate: rate, seconds: seconds, late: odd,
        malformed: odd)
      // A window is over when a transaction comes that is later than its end: time alone does not close it.
      try await Task.sleep(for: .seconds(pause))
      _ = try await producer.send(to: topic, run: "\(sent.run)-last", rate: 100, seconds: 1)
      try await Arrivals(context, workgroup: "{inputs.workgroupName}").wait(
        for: [try expected(sent, context)], limit: .seconds(300),
        hint: "does the application run? daivi-host verify stocks/deploy-stocks")
      let windows = try await producer.windows(
        in: try context.value("{inputs.sinkTopicName}"), from: sent.from, to: sent.to)
      guard windows.transactions == sent.good else {
        throw StepError(
          message: "\(windows.transactions) of \(sent.good) transactions are in the \(windows.windows) windows of "
            + "\(try context.value("{inputs.sinkTopicName}"))")
      }
      return StepSuccess(
        outputs: ["stockHarness": sent.text],
        detail: "\(sent.good) transactions in \(windows.windows) windows of topic and lake, \(sent.late) late and "
          + "\(sent.malformed) malformed left out")
    },
    verify: { context in
      func result(_ status: CheckResult.Status, _ detail: String) -> [CheckResult] {
        [CheckResult(id: counted.id, title: counted.title, status: status, detail: detail)]
      }
      guard let sent = Producer.Sent(context.inputs["stockHarness"] ?? "") else {
        return result(.failed, "it never ran")
      }
      do {
        let expected = [try expected(sent, context)]
        let found = try await Arrivals(context, workgroup: "{inputs.workgroupName}").count(expected)
        return result(found == expected.map(\.count) ? .passed : .failed, Arrivals.words(found, expected))
      } catch let error as QueryFailure {
        return result(.failed, error.reason)
      }
    })

  /// The transactions of every window that the harness sent in.
  private static func expected(_ sent: Producer.Sent, _ context: StepContext) throws -> Arrivals.Expected {
    let table = try context.value(#""{inputs.databaseName}"."{inputs.windowsTableName}""#)
    return .init(
      "the lake's windows",
      sql: "SELECT CAST(coalesce(sum(transactions), 0) AS bigint) FROM \(table) "
        + "WHERE window_end > timestamp '\(sent.from)' AND window_start <= timestamp '\(sent.to)'",
      count: sent.good)
  }

  private static func number(_ name: String, _ range: ClosedRange<Int>, _ context: StepContext) throws -> Int {
    let text = context.parameters[name] ?? ""
    guard let value = Int(text), range.contains(value) else {
      throw StepError(
        message: "modules.stocks.parameters.\(name) is '\(text)'; it has to be a number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return value
  }
}
