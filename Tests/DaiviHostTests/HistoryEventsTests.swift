import DaiviConsole
import DaiviLedger
import DaiviProtocol
import DaiviSystem
import Synchronization
import Testing

@testable import DaiviEngine

/// What a run leaves in the ledger for `events` and `history`.
@Suite struct HistoryEventsTests {
  final class Seen: EventSink {
    let count = Mutex(0)
    func emit(_ event: EngineEvent) { count.withLock { $0 += 1 } }
  }

  let scratch: ProjectScratch
  let ledger: Ledger
  let target = TargetID(module: "billing", target: "deploy-billing")
  let step = StepManifest(id: "stack", kind: "stack", title: "stack billing", fingerprint: "1")

  init() throws {
    scratch = try ProjectScratch()
    ledger = try Ledger.open(scratch.path("ledger.sqlite"), access: .deploy)
  }

  func record(
    _ events: [EngineEvent], report: RunReport? = RunReport(), interval: Duration = .seconds(3600)
  ) async throws -> [EventRow] {
    let deployment = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "0.1.0")
    let sink = RecordedEvents(ledger, deployment: deployment, shown: Seen(), interval: interval)
    for event in events { sink.emit(event) }
    await sink.finish(report)
    return try await ledger.events(deployment)
  }

  @Test func aRunThatFindsNothingToDoLeavesTwoLines() async throws {
    let targets = (0..<85).map { TargetID(module: "m", target: "t\($0)") }
    var report = RunReport()
    report.skipped = targets
    let rows = try await record([.runStarted(targets: targets)] + targets.map { .targetSkipped($0) }, report: report)
    #expect(rows.map(\.kind) == ["run-started", "run-finished"])
    #expect(rows.map(\.message) == ["85 targets", "85 up to date"])
  }

  @Test func aFailureSaysWhatAWSSaid() async throws {
    let error = StepError(
      message: "no room", service: "ec2", operation: "AllocateAddress", code: "AddressLimitExceeded", requestID: "r-1")
    let rows = try await record([.targetFinished(target, .failed(step: "stack", error))])
    #expect(rows[0].step == "stack")
    #expect(rows[0].message == "failed: no room (ec2 AllocateAddress AddressLimitExceeded, request r-1)")
  }

  @Test func repeatedProgressAndPassedChecksAreLeftOut() async throws {
    let passed = DaiviProtocol.CheckResult(id: "a", title: "there", status: .passed, detail: nil)
    let failed = DaiviProtocol.CheckResult(id: "b", title: "versioned", status: .failed, detail: "suspended")
    let rows = try await record([
      .stepProgress(target, step: step, message: "waiting"), .stepProgress(target, step: step, message: "waiting"),
      .stepProgress(target, step: step, message: "half"), .stepProgress(target, step: step, message: "waiting"),
      .checked(target, step: step, passed), .checked(target, step: step, failed),
    ])
    #expect(
      rows.dropLast().map(\.message) == ["waiting", "half", "waiting", "failed: versioned: suspended"])
  }

  @Test func kindsAreThoseOfTheLiveStream() async throws {
    let check = DaiviProtocol.CheckResult(id: "b", title: "t", status: .failed, detail: nil)
    let events: [EngineEvent] = [
      .runStarted(targets: [target]), .targetStarted(target, reason: .new),
      .stepStarted(target, step: step, resumed: false), .stepProgress(target, step: step, message: "m"),
      .stepFinished(target, step: step, detail: nil), .stepSkipped(target, step: step),
      .checked(target, step: step, check), .targetBlocked(target, by: target), .targetFinished(target, .done),
      .note("n"),
    ]
    final class Lines: TextOutput {
      let text = Mutex("")
      func write(_ text: String) { self.text.withLock { $0 += text } }
    }
    let lines = Lines()
    let stream = JSONLines(output: lines)
    for event in events { stream.emit(event) }
    stream.finish(RunReport())
    let live = lines.text.withLock { $0 }.split(separator: "\n").map { line in
      String(line.split(separator: "\"event\":\"")[1].split(separator: "\"")[0])
    }
    #expect(try await record(events).map(\.kind) == live)
  }

  @Test func theBatchUnderWayComesFirst() async throws {
    let events = (0..<200).map { EngineEvent.note("\($0)") }
    let rows = try await record(events, interval: .nanoseconds(1))
    #expect(rows.dropLast().map(\.message) == (0..<200).map(String.init))
    #expect(rows.last?.kind == "run-finished")
  }

  @Test func aNoteIsKeptAlsoWhereItIsNotShown() async throws {
    let deployment = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "0.1.0")
    let seen = Seen()
    let sink = RecordedEvents(ledger, deployment: deployment, shown: seen, interval: .seconds(3600))
    for index in 0..<1000 { sink.note("[m] \(index)", shows: index == 0) }
    await sink.finish(nil)
    #expect(seen.count.withLock { $0 } == 1)
    let rows = try await ledger.events(deployment)
    #expect(rows.prefix(2).map(\.message) == ["[m] 0", "[m] 1"])
    #expect(rows.count <= 501, "a flood fills neither memory nor disk")
  }

  @Test func aRunIsFinishedOnce() async throws {
    let deployment = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "0.1.0")
    let sink = RecordedEvents(ledger, deployment: deployment, shown: Seen())
    await sink.finish(RunReport())
    await sink.finish(nil)
    #expect(try await ledger.events(deployment).count == 1)
  }

  @Test(
    "What is labelled as a secret is blacked out",
    arguments: [
      (
        "https://b.s3/k?X-Amz-Security-Token=Abc%2F1&X-Amz-Signature=0f0f&x=1",
        "https://b.s3/k?X-Amz-Security-Token=***&X-Amz-Signature=***&x=1"
      ),
      ("aws_secret_access_key = wJalr/K7 next", "aws_secret_access_key = *** next"),
      (#"{"SecretAccessKey":"abc","SessionToken": "def"}"#, #"{"SecretAccessKey":"***","SessionToken": "***"}"#),
      ("Password: hunter2", "Password: ***"),
      ("key arn:aws:kms:eu:1:key/9 is ready", "key arn:aws:kms:eu:1:key/9 is ready"),
      ("token: 3 of 4 stacks", "token: 3 of 4 stacks"), ("", ""),
    ])
  func secrets(_ text: String, _ shown: String) async throws {
    #expect(try await record([.note(text)]).first?.message == shown)
  }
}
