import FoundationEssentials
import Testing

@testable import DaiviLedger

@Suite struct RecordTests {
  let scratch = try! Scratch()

  @Test func eventsContinueWhereTheReaderStopped() async throws {
    let ledger = try scratch.open()
    let deployment = try await ledger.begin()
    let other = try await ledger.begin(.verify)
    try await ledger.append(
      EventRow(deployment: deployment, at: noon, kind: "started", message: "2 targets"),
      EventRow(
        deployment: deployment, at: noon, module: "foundation", target: "kms", step: "stack", kind: "progress",
        message: "creating"))
    try await ledger.append(EventRow(deployment: other, at: noon, kind: "started", message: "other"))
    let all = try await ledger.events(deployment)
    #expect(all.map(\.message) == ["2 targets", "creating"])
    #expect(all[1].module == "foundation" && all[1].target == "kms" && all[1].step == "stack" && all[1].at == noon)
    #expect(try await ledger.events(deployment, after: all[0].id) == [all[1]])
  }

  @Test func modulesAreReplacedByNameAndOthersStay() async throws {
    let ledger = try scratch.open()
    let foundation = ModuleRow(
      name: "foundation", version: "0.1.0", path: "/m/foundation/0.1.0", manifestDigest: "abc", protocolVersion: 1)
    var billing = foundation
    billing.name = "billing"
    try await ledger.recordModules([foundation, billing])
    billing.version = "1.3.0"
    try await ledger.recordModules([billing])
    #expect(try await ledger.modules() == [billing, foundation])
  }

  @Test func aStandaloneModuleReadsTheEnvironmentTheHostWrote() async throws {
    let ledger = try scratch.open()
    #expect(try await ledger.environmentJSON() == nil)
    try await ledger.setEnvironmentJSON(#"{"app":"daivi"}"#)
    try await ledger.setEnvironmentJSON(#"{"app":"daivi","environment":"dev"}"#)
    #expect(try await scratch.open(.module).environmentJSON() == #"{"app":"daivi","environment":"dev"}"#)
  }

  @Test(arguments: 0..<200) func timesComeBackToTheMillisecond(_ index: Int) {
    let milliseconds = 1_772_366_400_000 + index * 86_399_437
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    let text = LedgerTime.text(date)
    #expect(text.hasSuffix(".\(String(milliseconds % 1000 + 1000).dropFirst())Z"))
    #expect(LedgerTime.date(text) == date)
  }
}
