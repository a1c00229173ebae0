import DaiviEngine
import DaiviRelease
import DaiviSystem
import Glibc
import Testing

@testable import DaiviHost

/// daivi.lock: what is pinned runs, what is altered does not, and nothing else of a store does.
@Suite(.timeLimit(.minutes(10))) struct LockTests {
  private let lab = try! HostLab()

  /// Installs a version of a script module and pins it for environments.
  @discardableResult
  private func pinned(
    _ version: String = "1.0.0", environments: [String] = ["daivi-dev"], into lock: ModuleLock = ModuleLock()
  ) throws -> ModuleLock {
    let directory = ".daivi/modules/billing/\(version)"
    try lab.module("billing", in: directory)
    try lab.write("a = 1\n", to: "\(directory)/lib/helper.py")
    let release = try InstalledPins.read(Path.join(lab.directory, directory), "billing")
    var lock = lock
    for environment in environments {
      var entry = lock.environments[environment]?["billing"] ?? .init(version: version, releases: [:])
      entry.version = version
      entry.releases[version] = release
      lock.environments[environment, default: [:]]["billing"] = entry
    }
    return lock
  }

  private func find(_ lock: ModuleLock, _ environment: String = "daivi-dev", flags: String...) throws
    -> ModuleDiscovery.Result
  {
    try ModuleDiscovery(
      layout: lab.layout, flags: flags.map { Path.join(lab.directory, $0) }, variables: ["HOME": lab.directory],
      hostDirectory: Path.join(lab.directory, "bin"), lock: lock, environment: environment
    ).find()
  }

  private func fault(_ lock: ModuleLock, _ environment: String = "daivi-dev") -> String {
    let error = #expect(throws: CommandError.self) { _ = try find(lock, environment) }
    #expect(error?.status == .usage)
    return error?.description ?? ""
  }

  @Test func whatIsPinnedIsUsed() throws {
    let found = try find(try pinned())
    #expect(found.modules.map(\.name) == ["billing"])
    #expect(found.modules.map(\.version) == ["1.0.0"])
  }

  @Test func whatIsInstalledAndNotPinnedIsNotRunAndShadowsNothing() throws {
    try lab.module("billing", in: ".daivi/modules/billing/1.0.0")
    try lab.module("billing", in: "bin")
    let found = try find(ModuleLock())
    #expect(found.modules.map(\.place) == ["beside the host"])
    #expect(found.unpinned.map(\.version) == ["1.0.0"])
    #expect(found.shadowed.isEmpty)
  }

  @Test func anotherEnvironmentsPinIsNone() throws {
    let lock = try pinned()
    #expect(try find(lock, "daivi-prod").modules.isEmpty)
  }

  @Test func eachEnvironmentUsesItsVersion() throws {
    let lock = try pinned("1.1.0", environments: ["daivi-prod"], into: try pinned("1.0.0"))
    #expect(try find(lock, "daivi-dev").modules.map(\.version) == ["1.0.0"])
    #expect(try find(lock, "daivi-prod").modules.map(\.version) == ["1.1.0"])
  }

  @Test(arguments: ["daivi-billing", "lib/helper.py"])
  func anAlteredFileIsRefusedBeforeAnythingRuns(_ file: String) async throws {
    let lock = try pinned()
    let directory = Path.join(lab.directory, ".daivi/modules/billing/1.0.0")
    #expect(try find(lock).modules.count == 1, "and its digests are remembered")
    let path = Path.join(directory, file)
    try Files.writeAtomically(try Files.read(path) + [0x0a], to: path, mode: 0o755)
    let text = fault(lock)
    #expect(text.contains("\(file) is not what daivi.lock pins"))
    #expect(text.contains("nothing of it is run"))
    #expect(!Files.exists(Path.join(directory, "daivi-billing.described")), "describe was not run")
  }

  @Test func aFileThatIsAddedOrMissingIsRefused() throws {
    let lock = try pinned()
    try lab.write("import os\n", to: ".daivi/modules/billing/1.0.0/json.py")
    #expect(fault(lock).contains("json.py is not part of the release"))
    try Files.removeAll(Path.join(lab.directory, ".daivi/modules/billing/1.0.0/json.py"))
    try Files.removeAll(Path.join(lab.directory, ".daivi/modules/billing/1.0.0/lib/helper.py"))
    #expect(fault(lock).contains("lib/helper.py is missing"))
  }

  @Test func aLinkIsRefusedWhateverItLeadsTo() throws {
    let lock = try pinned()
    let helper = Path.join(lab.directory, ".daivi/modules/billing/1.0.0/lib/helper.py")
    let other = try lab.write("a = 1\n", to: "elsewhere.py")
    unlink(helper)
    symlink(other, helper)
    #expect(fault(lock).contains("lib/helper.py is a link"))
  }

  @Test func whatIsPinnedAndNotThereIsNamedWithTheRemedy() throws {
    var lock = try pinned()
    lock.environments["daivi-dev"]?["billing"]?.releases["1.0.0"]?.source = "releases/daivi-billing-1.0.0.release.json"
    try Files.removeAll(Path.join(lab.directory, ".daivi/modules/billing"))
    try lab.module("billing", in: "bin")
    let text = fault(lock)
    #expect(text.contains("daivi.lock pins billing 1.0.0 for 'daivi-dev'"))
    #expect(text.contains("daivi-host modules install releases/daivi-billing-1.0.0.release.json"))
  }

  @Test func aReleaseWithoutThisPlatformSaysForWhichItIs() throws {
    var lock = try pinned()
    let pins = lock.environments["daivi-dev"]?["billing"]?.releases["1.0.0"]?.platforms["any"]
    lock.environments["daivi-dev"]?["billing"]?.releases["1.0.0"]?.platforms = ["vms-vax": try #require(pins)]
    #expect(fault(lock).contains("only for vms-vax"))
  }

  @Test func aNamedDirectoryGoesBeforeAPin() throws {
    let lock = try pinned()
    try lab.module("billing", in: "flag")
    let found = try find(lock, flags: "flag")
    #expect(found.modules.map(\.place) == ["--modules"])
    #expect(found.shadowed.map(\.version) == ["1.0.0"])
  }

  @Test func theFileIsReadBackAsItWasWritten() throws {
    let lock = try pinned("1.1.0", environments: ["daivi-prod"], into: try pinned())
    try lock.write(lab.layout)
    #expect(try ModuleLock.read(lab.layout) == lock)
    let text = try Files.readText(ModuleLock.path(lab.layout))
    #expect(text.hasSuffix("}\n") && text.contains("\"lib/helper.py\" : \""))
  }

  @Test(arguments: ["{", "{\"lock\": 2, \"environments\": {}}"])
  func aDamagedOrNewerFileIsRefused(_ text: String) throws {
    try lab.write(text, to: "daivi.lock")
    let error = #expect(throws: CommandError.self) { _ = try ModuleLock.read(lab.layout) }
    #expect(error?.description.contains("daivi.lock") == true)
  }
}
