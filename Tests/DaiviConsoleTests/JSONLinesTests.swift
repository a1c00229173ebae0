import DaiviConsole
import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviConsole
@testable import DaiviEngine

@Suite struct JSONLinesTests {
  let recorder = Recorder()
  let clock = ManualClock()
  let lines: JSONLines

  init() { lines = JSONLines(output: recorder, clock: clock.clock) }

  @Test func eventsHaveStableNamesAndFields() {
    let stack = step("stack", title: "Keys")
    lines.emit(.runStarted(targets: [keys, buckets]))
    lines.emit(.targetSkipped(buckets))
    clock.advance(1.5)
    lines.emit(.targetStarted(keys, reason: .new))
    lines.emit(.stepStarted(keys, step: stack, resumed: false))
    lines.emit(.stepProgress(keys, step: stack, message: "1 of 18"))
    clock.advance(2.25)
    lines.emit(.stepFinished(keys, step: stack, detail: "18 resources"))
    lines.emit(.stepSkipped(keys, step: stack))
    lines.emit(.checked(keys, step: stack, CheckResult(id: "c", title: "rotates", status: .failed, detail: "off")))
    lines.emit(.targetFinished(keys, .failed(step: "stack", denied)))
    lines.emit(.targetBlocked(buckets, by: keys))
    lines.emit(.note("a \"note\"\n"))
    let head = { (event: String, time: String, elapsed: String) in
      "{\"event\":\"\(event)\",\"time\":\"2026-01-02T03:04:\(time)Z\",\"elapsed\":\(elapsed),"
    }
    let start = { head($0, "05.000", "0.000") }
    let middle = { head($0, "06.500", "1.500") }
    let end = { head($0, "08.750", "3.750") }
    let target = #""target":"foundation/deploy-kms-keys""#
    #expect(
      recorder.lines == [
        start("run-started") + #""schema":1,"targets":["foundation/deploy-kms-keys","foundation/deploy-buckets"]}"#,
        start("target-skipped") + #""target":"foundation/deploy-buckets"}"#,
        middle("target-started") + target + #","reason":"new"}"#,
        middle("step-started") + target + #","step":"stack","kind":"stack","title":"Keys","resumed":false}"#,
        middle("step-progress") + target + #","step":"stack","message":"1 of 18"}"#,
        end("step-finished") + target + #","step":"stack","seconds":2.250,"detail":"18 resources"}"#,
        end("step-skipped") + target + #","step":"stack"}"#,
        end("checked") + target
          + #","step":"stack","check":"c","title":"rotates","status":"failed","detail":"off"}"#,
        end("target-finished") + target
          + #","outcome":"failed","seconds":2.250,"step":"stack","error":{"message":"NatGateway CREATE_FAILED: "#
          + #"the maximum number of addresses has been reached","service":"ec2","operation":"AllocateAddress","#
          + #""code":"AddressLimitExceeded","requestID":"8d1f-42"}}"#,
        end("target-blocked") + #""target":"foundation/deploy-buckets","by":"foundation/deploy-kms-keys"}"#,
        end("note") + #""message":"a \"note\"\n"}"#,
      ])
  }

  @Test func theLastLineSaysWhatBecameOfTheRun() {
    var report = RunReport()
    report.done = [keys]
    report.failed = [RunReport.Failure(target: billing, step: "stack", error: StepError(message: "no"))]
    report.blocked = [(job, billing)]
    lines.finish(report)
    lines.finish(report)
    #expect(recorder.lines.count == 1)
    #expect(
      recorder.text.hasSuffix(
        #""outcome":"failed","done":["foundation/deploy-kms-keys"],"skipped":[],"failed":[{"target":"#
          + #""billing/deploy-billing","step":"stack","error":{"message":"no"}}],"blocked":[{"target":"#
          + #""billing/start-billing-hive-job","by":"billing/deploy-billing"}],"waiting":[],"held":[],"cancelled":[]}"#
          + "\n"))
  }

  @Test func whatAGateHoldsIsNamedWithTheGatesTarget() {
    var report = RunReport()
    report.waiting = [GateWait(target: billing, step: "ask", kind: .person, instructions: "do it")]
    report.held = [(job, billing)]
    lines.finish(report)
    #expect(recorder.text.contains(#""outcome":"waiting""#))
    #expect(
      recorder.text.contains(
        #""waiting":["billing/deploy-billing"],"held":[{"target":"billing/start-billing-hive-job","#
          + #""by":"billing/deploy-billing"}],"#))
  }

  static let endings: [(any Error, String, String)] = [
    (CommandError(.credentials, "no \"keys\""), "failed", #"no \"keys\""#),
    (CancellationError(), "cancelled", "interrupted"),
  ]

  @Test(arguments: endings)
  func aRunThatBreaksOffHasAnEndToo(_ error: any Error, _ outcome: String, _ message: String) {
    lines.emit(.runStarted(targets: [keys]))
    lines.finish(RunEnding(brokenOffBy: error))
    lines.finish(nil)
    #expect(recorder.lines.count == 2)
    #expect(
      recorder.text.hasSuffix(
        #""outcome":"\#(outcome)","done":[],"skipped":[],"failed":[],"blocked":[],"waiting":[],"held":[],"#
          + #""cancelled":[],"error":{"message":"\#(message)"}}"# + "\n"))
  }

  @Test func whatADestroyLeftIsInItsEnd() {
    let remains = RunRemains(
      items: [
        .init(type: "AWS::KMS::Key", name: "k", region: "us-east-1", reason: "kept"),
        .init(type: "AWS::S3::Bucket", name: "b", region: "us-west-2", reason: nil),
      ], unseen: ["AWS::Glue::Job in us-east-1: denied"])
    lines.finish(RunEnding(RunReport(), remains: remains))
    #expect(recorder.text.contains(#""outcome":"succeeded","done":[]"#))
    #expect(
      recorder.text.hasSuffix(
        #""remains":[{"type":"AWS::KMS::Key","name":"k","region":"us-east-1","reason":"kept"},"#
          + #"{"type":"AWS::S3::Bucket","name":"b","region":"us-west-2"}],"#
          + #""unseen":["AWS::Glue::Job in us-east-1: denied"]}"# + "\n"))
  }

  @Test func aRunThatOnlyLooksHasNoReport() {
    lines.finish(nil)
    #expect(recorder.text == "")
  }

  @Test func everyLineIsOneJSONObjectWhateverModulesSay() throws {
    struct Line: Decodable { var event: String, message: String }
    let evil = "\u{1B}[2J \u{0}\r\n\u{2028}\u{85}\\ \"quoted\" 料金 \u{1F600}"
    lines.emit(.note(evil))
    #expect(!hasControlCharacters(recorder.text))
    let line = try JSONDecoder().decode(Line.self, from: Data(recorder.text.utf8))
    #expect(line.message == evil)
    #expect(recorder.text.split(whereSeparator: \.isNewline).count == 1)
  }

  @Test func aRunWithoutProblemsSucceeded() {
    lines.finish(RunReport())
    #expect(recorder.text.contains(#""outcome":"succeeded""#))
  }
}
