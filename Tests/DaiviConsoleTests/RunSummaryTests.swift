import DaiviConsole
import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviEngine

@Suite struct RunSummaryTests {
  func text(_ report: RunReport, seconds: Double = 130, columns: Int? = nil) -> String {
    let terminal = columns.map { Terminal.screen(columns: $0) } ?? .none
    return RunSummary(report: report, elapsed: .milliseconds(Int(seconds * 1000))).text(for: terminal)
  }

  @Test func aFailureSaysWhatFailedWhereAndWhatToType() {
    var report = RunReport()
    report.done = [keys]
    report.skipped = [buckets]
    report.failed = [RunReport.Failure(target: billing, step: "stack", error: denied)]
    report.blocked = [(job, billing), ("billing/grant", billing)]
    #expect(
      text(report) == """
        1 done, 1 up to date, 1 failed, 2 not started in 2 m 10 s

        billing/deploy-billing failed in step stack
          NatGateway CREATE_FAILED: the maximum number of addresses has been reached
          AWS ec2 AllocateAddress AddressLimitExceeded, request 8d1f-42
          next: daivi-host deploy billing/deploy-billing
          not started because of it: billing/start-billing-hive-job, billing/grant

        """)
  }

  @Test func theNextCommandNamesTheEnvironmentAsItWasTyped() {
    var report = RunReport()
    report.failed = [
      RunReport.Failure(target: keys, step: "s", error: StepError(message: "no")),
      RunReport.Failure(
        target: job, step: "s",
        error: StepError(message: "no", hint: "look at it, then run daivi-host deploy billing/x to run it again")),
    ]
    report.waiting = [GateWait(target: billing, step: "ask", kind: .person, instructions: "do it")]
    let flags = TypedFlags([("env", "dev"), ("config", "a.yaml")])
    let text = RunSummary(report: report, elapsed: .zero, flags: flags).text(for: .none)
    let typed = "--env dev --config a.yaml"
    #expect(text.contains("  next: daivi-host deploy \(typed) foundation/deploy-kms-keys\n"))
    #expect(text.contains("  next: look at it, then run daivi-host deploy \(typed) billing/x to run it again\n"))
    #expect(text.contains("  next: daivi-host gate confirm \(typed) billing/deploy-billing\n"))
  }

  @Test func aHintOfTheModuleIsTheNextCommand() {
    var report = RunReport()
    report.failed = [
      RunReport.Failure(target: keys, step: "stack", error: StepError(message: "no", hint: "daivi-host bootstrap"))
    ]
    #expect(text(report).contains("  next: daivi-host bootstrap\n"))
    #expect(!text(report).contains("AWS"))
  }

  @Test func eachBlockedTargetStandsUnderTheFailureThatBlocksIt() {
    var report = RunReport()
    report.failed = [keys, billing].map { RunReport.Failure(target: $0, step: "s", error: StepError(message: "no")) }
    report.blocked = [(buckets, keys), (job, billing)]
    let parts = text(report).split(separator: "\n\n").map(String.init)
    #expect(parts.count == 3)
    #expect(parts[1].contains("foundation/deploy-kms-keys failed") && parts[1].contains("foundation/deploy-buckets"))
    #expect(parts[2].contains("billing/deploy-billing failed") && parts[2].contains("start-billing-hive-job"))
  }

  @Test func manyBlockedTargetsAreWrappedToTheTerminal() {
    var report = RunReport()
    report.failed = [RunReport.Failure(target: keys, step: "s", error: StepError(message: "no"))]
    report.blocked = (1...40).map { (TargetID(module: "module", target: "target-\($0)"), keys) }
    let lines = text(report, columns: 60).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 60 })
    #expect(lines.count > 10)
    #expect((1...40).allSatisfy { text(report, columns: 60).contains("module/target-\($0)") })
  }

  @Test func aRunThatFoundAllInOrderIsOneLine() {
    var report = RunReport()
    report.skipped = [keys, buckets]
    #expect(text(report, seconds: 0.31) == "Everything is up to date: 2 targets, 0.3 s\n")
    #expect(text(RunReport()) == "Nothing to do.\n")
  }

  @Test func aRunThatOnlyWaitsSaysThatTheRestIsInOrderAndUntilWhen() {
    var report = RunReport()
    report.skipped = [keys, buckets]
    report.waiting = [
      GateWait(
        target: "billing/set-up", step: "day", kind: .time, instructions: "AWS needs a day",
        opensAt: Date(timeIntervalSince1970: 1_764_000_000))
    ]
    report.held = [(job, "billing/set-up")]
    #expect(
      text(report, seconds: 0.31) == """
        Everything that need not wait is up to date: 2 targets, 0.3 s

        billing/set-up waits at gate day
          opens 2025-11-24T16:00:00.000Z: AWS needs a day
          next: the same command again then; where that is over, daivi-host gate confirm billing/set-up
          not started because of it: billing/start-billing-hive-job

        """)
    report.done = [billing]
    #expect(text(report).hasPrefix("1 done, 2 up to date, 1 waits at a gate, 1 held by gates in 2 m 10 s\n"))
  }

  @Test func anInterruptedRunSaysHowToGoOn() {
    var report = RunReport()
    report.done = [keys]
    report.cancelled = [billing, buckets]
    report.blocked = [(job, billing)]
    #expect(
      text(report, seconds: 5) == """
        1 done, 1 not started, 2 interrupted in 5.0 s

        billing/deploy-billing did not end
          not started because of it: billing/start-billing-hive-job

        next: the same command again; what is done stays done

        """)
  }

  @Test func whatAWSSaysCannotControlTheTerminal() {
    var report = RunReport()
    let evil = StepError(message: "a\u{1B}[2Jb\nc", code: "\u{7}", requestID: "\r", hint: "\u{9B}")
    report.failed = [RunReport.Failure(target: keys, step: "\u{1B}", error: evil)]
    #expect(!hasControlCharacters(text(report)))
  }
}
