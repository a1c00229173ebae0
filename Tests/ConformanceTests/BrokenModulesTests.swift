import Testing

@testable import DaiviConformance

/// What modules do wrong, one thing each, and the rule that says so: docs/protocol.md's module with a piece replaced.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BrokenModulesTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var rule: String
    var old: String
    var new: String
    var words: String
    var testDescription: String { "\(rule): \(words)" }
  }

  static let faults = [
    Fault(rule: "00-describe", old: #""version": "0.1.0""#, new: #""version": "new""#, words: "no semantic version"),
    Fault(rule: "00-describe", old: "print(json.dumps(MANIFEST))", new: "print('hello')", words: "prints no manifest"),
    Fault(rule: "00-describe", old: #""module": "hello""#, new: #""module": "other""#, words: "daivi-other"),
    Fault(rule: "00-serve", old: "sys.exit(2)", new: "sys.exit(0)", words: "instead of exit status 2"),
    Fault(rule: "01-hello", old: #"return {"protocol": 1,"#, new: #"return {"protocol": 2,"#, words: "instead of 1"),
    Fault(
      rule: "03-no-common-version", old: "raise Refused(-32602, \"hello", new: "raise Refused(-1, \"hello",
      words: "instead of -32602"),
    Fault(rule: "04-order", old: "if not self.session:", new: "if False:", words: "-32002"),
    Fault(
      rule: "05-unknown-method", old: #"raise Refused(-32601, "unknown"#, new: #"os._exit(9); print("unknown"#,
      words: "exit status 9"),
    Fault(
      rule: "08-bad-json", old: "        except ValueError as fault:",
      new: "        except ZeroDivisionError as fault:", words: "-32603"),
    Fault(
      rule: "14-progress", old: "    def apply(self, params):\n",
      new: "    def apply(self, params):\n        sys.__stdout__.write('busy\\n')\n", words: "not JSON-RPC"),
    Fault(
      rule: "14-progress", old: "        send(json.dumps(reply))\n",
      new: "        send(json.dumps(reply))\n        send(json.dumps(reply))\n", words: "twice"),
    Fault(
      rule: "16-resume", old: #""outputs": {"path": self.path}"#,
      new: #""outputs": {"path": params["token"] + str(params["resume"])}"#, words: "before"),
    Fault(rule: "17-verify-and-destroy", old: "if self.found() is not None:", new: "if True:", words: "absent"),
    Fault(
      rule: "17-verify-and-destroy", old: #"return {"checks": [dict(check, status="passed")]}"#,
      new: #"return {"checks": []}"#, words: "reported 0 times"),
    Fault(rule: "19-shutdown", old: "            return\n", new: "            sys.exit(7)\n", words: "exit status 7"),
  ]

  @Test(arguments: faults) func theRuleIsNamed(_ fault: Fault) async throws {
    let module = try PageModule(replacing: [(fault.old, fault.new)])
    let findings = try await ConformanceTest(module.path, seconds: 60, only: [fault.rule]).run()
    let finding = try #require(findings.first { $0.name == fault.rule })
    #expect(finding.result == .failed)
    #expect(finding.detail.contains(fault.words), "\(finding.detail)")
  }

  @Test func theModuleOfThePageBreaksNone() async throws {
    let module = try PageModule()
    let findings = try await ConformanceTest(module.path, seconds: 60).run()
    for finding in findings { #expect(finding.result == .passed, "\(finding.name): \(finding.detail)") }
  }

  @Test(arguments: [
    ("08-badjson", "there is no rule '08-badjson'; did you mean '08-bad-json'?"),
    ("everything", "there is no rule 'everything'; there are 00-describe, 00-serve, 01-hello"),
  ])
  func aRuleThatThereIsNotIsRefusedBeforeAnythingRuns(_ rule: String, _ words: String) async throws {
    let error = await #expect(throws: UnknownRule.self) {
      _ = try await ConformanceTest("/nowhere/daivi-hello", only: ["01-hello", rule]).run()
    }
    #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
  }

  @Test func whatWasKeptIsCounted() {
    let described = ConformanceFinding(name: "00-describe", title: "", result: .passed)
    let kept = ConformanceFinding(name: "08-bad-json", title: "", result: .passed)
    let skipped = ConformanceFinding(name: "16-resume", title: "", result: .skipped)
    let broken = ConformanceFinding(name: "04-order", title: "", result: .failed)
    #expect([described, kept].summary(of: "daivi-x") == "daivi-x keeps the protocol")
    #expect([described, kept].summary(of: "daivi-x", only: ["08-bad-json"]) == "1 rule kept")
    #expect(
      [described, kept, skipped].summary(of: "daivi-x", only: ["08-bad-json", "16-resume"]) == "1 rule kept, 1 skipped")
    #expect([described, broken].summary(of: "daivi-x", only: ["04-order"]) == "1 of 2 rules is broken")
  }

  @Test func aModuleThatNeverAnswersIsGivenUp() async throws {
    let module = try PageModule(replacing: [
      ("    for line in filter", "    import time; time.sleep(600)\n    for line in filter")
    ])
    let findings = try await ConformanceTest(module.path, seconds: 3, only: ["01-hello"]).run()
    let hello = try #require(findings.first { $0.name == "01-hello" })
    #expect(hello.detail == "it did not answer within 3 s")
  }
}
