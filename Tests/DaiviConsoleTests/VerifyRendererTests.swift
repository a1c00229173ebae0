import DaiviConsole
import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviEngine

@Suite struct VerifyRendererTests {
  let findings = [
    Verifier.Finding(target: keys, step: "stack", check: CheckResult(id: "a", title: "keys rotate", status: .passed)),
    Verifier.Finding(
      target: buckets, step: "stack",
      check: CheckResult(id: "b", title: "28 buckets", status: .failed, detail: "logs is missing", resource: "logs")),
    Verifier.Finding(
      target: billing, step: "grants",
      check: CheckResult(id: "c", title: "grants hold", status: .unknown, detail: "the sandbox does not enforce them")),
    Verifier.Finding(target: job, step: "run", check: CheckResult(id: "d", title: "rows", status: .failed)),
  ]

  @Test func failuresComeFirst() {
    #expect(
      VerifyRenderer(findings).text() == """
        target                          check        status   detail
        foundation/deploy-buckets       28 buckets   failed   logs is missing
        billing/start-billing-hive-job  rows         failed
        billing/deploy-billing          grants hold  unknown  the sandbox does not enforce them
        foundation/deploy-kms-keys      keys rotate  passed

        4 checks: 2 failed, 1 unknown, 1 passed
        next: daivi-host deploy  (it mends what failed)

        """)
  }

  @Test func theNextCommandNamesTheEnvironmentAsItWasTyped() {
    let text = VerifyRenderer(findings).text(flags: TypedFlags([("env", "dev")]))
    #expect(text.contains("next: daivi-host deploy --env dev  (it mends"))
  }

  @Test func aSoundDeploymentNamesNoNextCommand() {
    let text = VerifyRenderer([findings[0]]).text()
    #expect(text.hasSuffix("1 check: 1 passed\n"))
    #expect(VerifyRenderer([findings[0]]).failed == 0)
    #expect(VerifyRenderer([]).text() == "Nothing is deployed, so there is nothing to check.\n")
  }

  @Test func statusIsColouredOnATerminal() {
    let text = VerifyRenderer(findings).text(for: .screen(isColoured: true))
    #expect(text.contains("\u{1B}[31;1mfailed\u{1B}[0m"))
    #expect(text.contains("\u{1B}[32mpassed\u{1B}[0m"))
  }

  @Test func programsGetEveryField() throws {
    struct Document: Decodable {
      struct Check: Decodable { var target: String, step: String, check: String, status: String, resource: String? }
      var failed: Int
      var unknown: Int
      var passed: Int
      var checks: [Check]
    }
    let document = try JSONDecoder().decode(Document.self, from: Data(VerifyRenderer(findings).json.utf8))
    #expect((document.failed, document.unknown, document.passed) == (2, 1, 1))
    #expect(document.checks.map(\.check) == ["b", "d", "c", "a"])
    #expect(document.checks[0].resource == "logs")
  }
}
