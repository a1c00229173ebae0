import DaiviEngine
import DaiviRelease
import DaiviSystem
import Testing

@testable import DaiviHost

/// What gets into a store, and what does not.
@Suite(.timeLimit(.minutes(10))) struct InstallerTests {
  private let lab = try! HostLab()

  private func release(_ name: String = "billing", into: String = "releases") async throws -> ModulePack.Result {
    let binary = try lab.module(name, in: "source")
    return try await ModulePack(binary.path).write(into: Path.join(lab.directory, into))
  }

  private func installer(_ lock: ModuleLock = ModuleLock()) -> ModuleInstaller {
    ModuleInstaller(.project(lab.layout), root: lab.directory, lock: lock)
  }

  private func fault(_ source: String, _ lock: ModuleLock = ModuleLock()) -> String {
    let error = #expect(throws: CommandError.self) { _ = try installer(lock).install(source) }
    let drafts = ((try? Files.names(in: lab.layout.modules)) ?? []).filter { $0.hasPrefix(".") }
    #expect(drafts.isEmpty, "a draft was left: \(drafts)")
    return error?.description ?? ""
  }

  @Test func aReleaseBecomesADirectoryThatIsPinnedWhole() async throws {
    let packed = try await release()
    for source in [packed.releaseFile, packed.archive] {
      let installed = try installer().install(source)
      #expect(installed.module == "billing" && installed.version == "1.0.0")
      let directory = ModuleStore.project(lab.layout).directory("billing", "1.0.0")
      #expect(try PinCheck(nil).faults(in: directory, installed.release).isEmpty)
      #expect(Files.isExecutable(Path.join(directory, "daivi-billing")))
      #expect(installed.release.source == "releases/daivi-billing-1.0.0.release.json")
    }
    #expect(!Files.exists(Path.join(lab.layout.modules, "billing/1.0.0/daivi-billing.described")), "nothing was run")
  }

  @Test func everyPlatformOfTheReleaseIsPinned() async throws {
    var packed = try await release()
    packed.release.platforms["vms-vax"] = .init(archive: "x.tar.gz", sha256: "0", files: ["daivi-billing": "0"])
    try packed.release.write(to: packed.releaseFile)
    #expect(try installer().install(packed.releaseFile).release.platforms.keys.sorted() == ["any", "vms-vax"])
  }

  @Test func anArchiveThatWasChangedIsRefused() async throws {
    let packed = try await release()
    try Files.writeAtomically(try Files.read(packed.archive) + [0], to: packed.archive)
    #expect(fault(packed.releaseFile).contains("is not the archive that"))
    #expect(!Files.exists(Path.join(lab.layout.modules, "billing/1.0.0")))
  }

  @Test func anArchiveThatIsNoneIsRefused() throws {
    let path = try lab.write("hello", to: "x.tar.gz")
    #expect(fault(path).contains("is no archive of a module"))
    #expect(fault("nowhere.tar.gz").contains("there is no file"))
  }

  @Test func anArchiveWithoutAManifestIsRefused() throws {
    let tar = try TarArchive.pack([.init(name: "m/daivi-m", bytes: [1], isExecutable: true)])
    let path = Path.join(lab.directory, "m.tar.gz")
    try Files.writeAtomically(Gzip.compress(tar), to: path)
    #expect(fault(path).contains("has no manifest.json"))
  }

  @Test func anArchiveWithAFileTwiceIsRefused() throws {
    let tar = try TarArchive.pack(["a/x", "b/x"].map { .init(name: $0, bytes: [1], isExecutable: false) })
    let path = Path.join(lab.directory, "m.tar.gz")
    try Files.writeAtomically(Gzip.compress(tar), to: path)
    #expect(fault(path).contains("'x' is in it twice"))
  }

  @Test func aVersionNeverChanges() async throws {
    let installed = try installer().install(try await release().releaseFile)
    var lock = ModuleLock()
    lock.environments["daivi-dev"] = ["billing": .init(version: "1.0.0", releases: ["1.0.0": installed.release])]
    let other = try lab.write(
      try Files.readText(Path.join(lab.directory, "source/daivi-billing")) + "# more\n", to: "other/daivi-billing",
      mode: 0o755)
    let packed = try await ModulePack(other).write(into: Path.join(lab.directory, "again"))
    #expect(fault(packed.releaseFile, lock).contains("a version is never changed"))
  }

  @Test func whatWasAlteredIsPutBack() async throws {
    let packed = try await release()
    let installed = try installer().install(packed.releaseFile)
    var lock = ModuleLock()
    lock.environments["daivi-dev"] = ["billing": .init(version: "1.0.0", releases: ["1.0.0": installed.release])]
    let directory = ModuleStore.project(lab.layout).directory("billing", "1.0.0")
    try lab.write("evil", to: ".daivi/modules/billing/1.0.0/manifest.json")
    #expect(try installer(lock).install(packed.releaseFile).isNew)
    #expect(try PinCheck(nil).faults(in: directory, installed.release).isEmpty)
  }
}
