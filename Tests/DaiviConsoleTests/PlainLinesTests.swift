import DaiviConsole
import DaiviProtocol
import Testing

@testable import DaiviConsole
@testable import DaiviEngine

@Suite struct PlainLinesTests {
  let recorder = Recorder()
  let clock = ManualClock()
  let lines: PlainLines

  init() { lines = PlainLines(output: recorder, clock: clock.clock, beats: false) }

  @Test func aRunReadsAsALog() {
    lines.emit(.runStarted(targets: [keys, buckets, billing, job]))
    lines.emit(.targetSkipped(keys))
    clock.advance(1)
    lines.emit(.targetStarted(buckets, reason: .changed))
    lines.emit(.stepStarted(buckets, step: step("stack", title: "stack in us-east-1"), resumed: false))
    clock.advance(71.4)
    lines.emit(.stepFinished(buckets, step: step("stack"), detail: "28 resources"))
    lines.emit(.targetFinished(buckets, .done))
    lines.emit(.targetStarted(billing, reason: .interrupted))
    lines.emit(.stepStarted(billing, step: step("roles"), resumed: true))
    lines.emit(.targetFinished(billing, .failed(step: "roles", denied)))
    lines.emit(.targetBlocked(job, by: billing))
    lines.finish(nil)
    #expect(
      recorder.text == """
        [0:00] 4 targets
        [0:01] 1 target up to date
        [0:01] foundation/deploy-buckets: starts (changed)
        [0:01] foundation/deploy-buckets: stack in us-east-1
        [1:12] foundation/deploy-buckets: done in 1 m 11 s, 28 resources
        [1:12] billing/deploy-billing: starts (interrupted before)
        [1:12] billing/deploy-billing: roles (asks what became of the last attempt)
        [1:12] billing/deploy-billing: FAILED after 0.0 s, failed in step roles: NatGateway CREATE_FAILED: \
        the maximum number of addresses has been reached (AWS ec2 AllocateAddress AddressLimitExceeded, \
        request 8d1f-42)
        [1:12] billing/start-billing-hive-job: not started, it needs billing/deploy-billing

        """)
  }

  @Test func targetsUpToDateAreCountedInOneLine() {
    lines.emit(.runStarted(targets: [keys, buckets]))
    lines.emit(.targetSkipped(keys))
    lines.emit(.targetSkipped(buckets))
    lines.finish(nil)
    #expect(recorder.lines == ["[0:00] 2 targets", "[0:00] 2 targets up to date"])
  }

  @Test func progressOfATargetIsWrittenAtMostEveryTenSeconds() {
    lines.emit(.runStarted(targets: [keys]))
    lines.emit(.targetStarted(keys, reason: .new))
    lines.emit(.stepStarted(keys, step: step("stack"), resumed: false))
    for done in 1...30 {
      clock.advance(1)
      lines.emit(.stepProgress(keys, step: step("stack"), message: "\(done) of 30"))
    }
    #expect(
      recorder.lines.filter { $0.contains("of 30") }.map { $0.suffix(8) } == ["10 of 30", "20 of 30", "30 of 30"])
  }

  @Test func aMinuteWithoutNewsNamesWhatIsWaitedFor() {
    lines.emit(.runStarted(targets: [keys, buckets, job]))
    lines.emit(.targetStarted(keys, reason: .new))
    lines.emit(.stepStarted(keys, step: step("stack"), resumed: false))
    lines.emit(.stepProgress(keys, step: step("stack"), message: "CREATE_IN_PROGRESS Key"))
    lines.emit(.targetStarted(buckets, reason: .new))
    _ = recorder.take()
    clock.advance(59)
    #expect(lines.heartbeat() == .seconds(1))
    #expect(recorder.take() == "")
    clock.advance(1)
    #expect(lines.heartbeat() == .seconds(60))
    #expect(
      recorder.take() == """
        [1:00] still at work: foundation/deploy-kms-keys (stack: CREATE_IN_PROGRESS Key, 1 m 00 s); \
        foundation/deploy-buckets (1 m 00 s); 2 running, 1 waiting

        """)
    clock.advance(60)
    lines.heartbeat()
    #expect(recorder.take().hasPrefix("[2:00] still at work"))
  }

  @Test func aMinuteOfLookingCountsChecks() {
    lines.emit(.runStarted(targets: [keys, buckets]))
    let check = DaiviProtocol.CheckResult(id: "c", title: "there", status: .passed, detail: nil)
    lines.emit(.checked(keys, step: step("stack"), check))
    clock.advance(60)
    lines.heartbeat()
    #expect(recorder.take().hasSuffix("[1:00] still at work; 1 check\n"))
  }

  @Test func nothingIsWrittenAfterTheEnd() {
    lines.emit(.runStarted(targets: [keys]))
    lines.finish(nil)
    _ = recorder.take()
    clock.advance(120)
    lines.heartbeat()
    lines.emit(.note("late"))
    lines.finish(nil)
    #expect(recorder.take() == "")
  }

  @Test func whatModulesSayCannotControlTheTerminalNorForgeLines() {
    let evil = "\u{1B}[2J\u{1B}]0;owned\u{7}\r\nfoundation/deploy-buckets: done\u{9B}31m\u{202E}"
    let evilStep = step(evil, title: evil)
    lines.emit(.runStarted(targets: [keys]))
    lines.emit(.targetStarted(keys, reason: .new))
    lines.emit(.stepStarted(keys, step: evilStep, resumed: false))
    clock.advance(11)
    lines.emit(.stepProgress(keys, step: evilStep, message: evil))
    lines.emit(.checked(keys, step: evilStep, CheckResult(id: "a", title: evil, status: .failed, detail: evil)))
    lines.emit(.note(evil))
    lines.emit(.stepFinished(keys, step: evilStep, detail: evil))
    lines.emit(
      .targetFinished(keys, .failed(step: evil, StepError(message: evil, service: evil, requestID: evil))))
    clock.advance(60)
    lines.heartbeat()
    #expect(!hasControlCharacters(recorder.text))
    #expect(recorder.lines.allSatisfy { $0.hasPrefix("[") })
    #expect(recorder.lines.count == 8)
  }

  @Test func aRealMinuteIsKeptByAThreadThatEndsWithTheRun() async {
    // The heartbeat's thread asks the clock; moving it is enough, nobody waits a minute.
    let recorder = Recorder()
    let lines = PlainLines(output: recorder, clock: clock.clock)
    clock.advance(61)
    lines.emit(.runStarted(targets: [keys]))
    let deadline = ContinuousClock.now + .seconds(120)
    while !recorder.text.contains("still at work") && ContinuousClock.now < deadline { await Task.yield() }
    #expect(recorder.text.contains("still at work; 1 waiting"))
    lines.finish(nil)
  }
}
