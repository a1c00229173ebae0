import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSystem
import FoundationEssentials
import Testing

@testable import DaiviHost

/// The whole of `doctor` over projects in one state or another.
@Suite struct DoctorTests {
  let scratch: ProjectScratch

  init() throws { scratch = try ProjectScratch() }

  /// Runs it over the scratch project with the modules that lie in `mods/`.
  func doctor(_ account: FakeAccount = FakeAccount()) async -> [DoctorFinding] {
    let layout = ProjectLayout(configuration: scratch.path("daivi.yaml"))
    try? Files.createDirectory(scratch.path("mods"))
    return await Doctor(
      layout: layout, choice: ConfigurationChoice(), variables: ["PATH": "/usr/bin:/bin"],
      discovery: ModuleDiscovery(
        layout: layout, flags: [scratch.path("mods")], variables: ["HOME": scratch.directory],
        hostDirectory: scratch.path("empty")),
      inspector: { _, _ in account }
    ).findings()
  }

  func aws() throws {
    try scratch.write("account: \"111122223333\"\nenv: dev\nenvironments:\n  dev:\n", to: "daivi.yaml")
  }

  /// A module that prints a manifest.
  func module(_ name: String, version: String = "1.0.0", requires: [ModuleRequirement] = [], in place: String = "mods")
    throws
  {
    let step = StepManifest(id: "s", kind: "custom", title: "s", fingerprint: "1")
    let manifest = ModuleManifest(
      module: name, version: version, title: "", requires: requires,
      targets: [TargetManifest(name: "deploy-\(name)", title: "", steps: [step])])
    let json = String(decoding: try JSONEncoder().encode(manifest), as: UTF8.self)
    try scratch.write("#!/bin/sh\ncat <<'END'\n\(json)\nEND\n", to: "\(place)/daivi-\(name)", mode: 0o755)
  }

  var environmentDirectory: String { scratch.path(".daivi/environments/daivi-dev") }

  func ledger() throws -> Ledger {
    try Ledger.open(Path.join(environmentDirectory, "ledger.sqlite"), access: .deploy)
  }

  func status(_ findings: [DoctorFinding], _ area: String, _ what: String) -> DoctorFinding.Status? {
    findings.first { $0.area == area && $0.what == what }?.status
  }

  @Test func aSoundProjectHasNoProblem() async throws {
    try aws()
    try module("foundation")
    let findings = await doctor()
    #expect(findings.filter { $0.status != .ok } == [])
    #expect(status(findings, "modules", "foundation") == .ok)
    #expect(status(findings, "ledger", "lock") == .ok)
    #expect(status(findings, "machine", "libcurl") == .ok)
    #expect(!findings.contains { $0.area == "sandbox" || $0.what == "Python" })
  }

  @Test func everyProblemHasAFix() async throws {
    try aws()
    try scratch.write("#!/bin/sh\nexit 3\n", to: "mods/daivi-broken", mode: 0o755)
    try module("lake", requires: [ModuleRequirement(module: "foundation", versions: ">=2.0.0 <3.0.0")])
    try module("foundation")
    let findings = await doctor(FakeAccount { $0.account = "999999999999" })
    let problems = findings.filter { $0.status == .problem }
    #expect(problems.map(\.what).sorted() == ["account", "broken", "lake"])
    for problem in problems { #expect(problem.fix != nil, "\(problem.what)") }
    #expect(problems.first { $0.what == "lake" }?.detail.contains("installed is 1.0.0") == true)
    // A broken module hides neither the others nor the account.
    #expect(status(findings, "modules", "foundation") == .ok)
  }

  @Test func aModuleThatIsAskedForAndNotThereIsAWarning() async throws {
    try aws()
    try module("lake", requires: [ModuleRequirement(module: "foundation", versions: ">=2.0.0 <3.0.0")])
    let findings = await doctor().filter { $0.what == "lake" }
    #expect(findings.map(\.status) == [.ok, .warning])
  }

  @Test func aPythonThatIsTooOldIsPassedOver() async throws {
    try scratch.write("#!/bin/sh\necho 3.10.9\n", to: "bin/python3.11", mode: 0o755)
    try scratch.write("#!/bin/sh\necho 3.12.1\n", to: "bin/python3", mode: 0o755)
    let found = await SandboxPython.find(["PATH": scratch.path("bin")])
    #expect(found?.path == scratch.path("bin/python3") && found?.version == "3.12.1")
    try Files.removeAll(scratch.path("bin/python3"))
    #expect(await SandboxPython.find(["PATH": scratch.path("bin")]) == nil)
  }

  @Test func aFileThatCannotBeReadIsTheProblemItself() async throws {
    try scratch.write("acount: 1\n", to: "daivi.yaml")
    try module("foundation")
    let findings = await doctor()
    let finding = findings.first { $0.area == "configuration" }
    #expect(finding?.status == .problem)
    #expect(finding?.detail.contains("did you mean 'account'?") == true)
    #expect(status(findings, "modules", "foundation") == .ok)
  }

  @Test func aModuleThatIsInstalledAndNotPinnedIsNamed() async throws {
    try module("foundation")
    try module("foundation", version: "2.0.0", in: ".daivi/modules/foundation/2.0.0")
    let findings = await doctor().filter { $0.what == "foundation" }
    #expect(findings.map(\.status) == [.ok, .warning])
  }

  @Test func aDamagedLockFileHidesNothingElse() async throws {
    try aws()
    try module("foundation")
    try module("foundation", version: "2.0.0", in: ".daivi/modules/foundation/2.0.0")
    try scratch.write("{", to: "daivi.lock")
    let findings = await doctor()
    let finding = findings.first { $0.area == "modules" && $0.what == "daivi.lock" }
    #expect(finding?.status == .problem)
    #expect(finding?.fix?.contains("version control") == true)
    #expect(findings.filter { $0.what == "foundation" }.map(\.status) == [.ok, .warning])
    #expect(status(findings, "account", "account") == .ok)
  }

  @Test func noModuleAtAllIsAProblem() async throws {
    #expect(status(await doctor(), "modules", "search") == .problem)
  }

  @Test func aSandboxProjectIsNotAskedForAnAccount() async throws {
    try module("foundation")
    let account = FakeAccount()
    let findings = await doctor(account)
    #expect(status(findings, "sandbox", "sandbox") == .ok)
    #expect(findings.contains { $0.what == "Python" })
    #expect(!findings.contains { $0.area == "account" })
    #expect(account.questions.isEmpty)
    #expect(!Files.exists(scratch.path(".daivi/sandbox")))
  }

  @Test func aParameterThatNoModuleHasIsFound() async throws {
    try scratch.write("modules:\n  foundation:\n    parameters:\n      colour: red\n", to: "daivi.yaml")
    try module("foundation")
    #expect(status(await doctor(), "configuration", "parameters") == .problem)
  }

  @Test func aDamagedLedgerIsAProblem() async throws {
    try aws()
    try module("foundation")
    _ = try ledger()
    try Files.writeAtomically(
      Array("not a ledger, whatever its name says".utf8), to: Path.join(environmentDirectory, "ledger.sqlite"))
    #expect(status(await doctor(), "ledger", "ledger") == .problem)
  }

  @Test func whatTheLastRunLeftOpenIsSaid() async throws {
    try aws()
    try module("foundation")
    let ledger = try ledger()
    let deployment = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "0.1.0")
    _ = try await ledger.recordIntent(
      StepIntent(
        deployment: deployment, module: "foundation", target: "deploy-foundation", step: "s", token: "t",
        fingerprint: "1"))
    try await ledger.finish(deployment, outcome: .failed)
    let findings = await doctor()
    #expect(status(findings, "ledger", "last run") == .warning)
    let open = findings.first { $0.what == "interrupted steps" }
    #expect(open?.status == .warning)
    #expect(open?.detail == "foundation/deploy-foundation/s")
  }

  @Test func aDeployAtWorkIsNoFault() async throws {
    try aws()
    try module("foundation")
    let ledger = try ledger()
    let lock = try Ledger.lock(directory: environmentDirectory, command: "daivi-host deploy")
    _ = try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "0.1.0")
    let findings = await doctor()
    #expect(findings.first { $0.what == "last run" }?.detail.hasSuffix("running") == true)
    let finding = findings.first { $0.what == "lock" }
    #expect(finding?.status == .ok)
    #expect(finding?.detail.contains("`daivi-host deploy`") == true)
    lock.release()
    // A child that another test starts just now shares the descriptor until its program runs.
    let end = ContinuousClock.now + .seconds(60)
    var detail: String?
    repeat {
      detail = await doctor().first { $0.what == "lock" }?.detail
    } while detail != "free" && ContinuousClock.now < end
    #expect(detail == "free")
  }

  @Test func anEnvironmentThatMovedIsAWarning() async throws {
    try aws()
    try module("foundation")
    _ = try await ledger().establish(
      LedgerIdentity(app: "daivi", environment: "dev", account: "999999999999", primaryRegion: "us-east-1"))
    let finding = await doctor().first { $0.area == "ledger" && $0.what == "environment" }
    #expect(finding?.status == .warning)
    #expect(finding?.detail.contains("account") == true)
  }
}
