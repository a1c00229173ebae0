import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Testing

@testable import DaiviHost

/// What modules say of themselves, and how long that is believed.
@Suite struct ManifestTests {
  private func manifests(_ lab: HostLab, _ binaries: ModuleBinary...) async throws -> [String] {
    try await ManifestCache(layout: lab.layout).manifests(of: binaries).map { "\($0.module) \($0.version)" }
  }

  private func described(_ binary: ModuleBinary) -> Int {
    ((try? Files.readText(binary.path + ".described")) ?? "").count
  }

  private func fault(_ lab: HostLab, _ script: String) async throws -> String {
    let path = try lab.write(script, to: "modules/daivi-bad", mode: 0o755)
    let error = await #expect(throws: CommandError.self) {
      _ = try await manifests(lab, ModuleBinary(name: "bad", path: path, place: "test"))
    }
    #expect(error?.status == .usage)
    #expect(error?.description.contains("\n") == false)
    return error?.description ?? ""
  }

  @Test func anUnchangedModuleIsAskedOnce() async throws {
    let lab = try HostLab()
    let binary = try lab.module("good")
    for _ in 0..<3 { #expect(try await manifests(lab, binary) == ["good 1.0.0"]) }
    #expect(described(binary) == 1)
  }

  @Test func aChangedModuleIsAskedAgain() async throws {
    let lab = try HostLab()
    let binary = try lab.module("good")
    _ = try await manifests(lab, binary)
    let text = try Files.readText(binary.path)
    let newer = text.split(separator: "1.0.0", omittingEmptySubsequences: false).joined(separator: "2.0.0")
    try lab.write(newer, to: "modules/daivi-good", mode: 0o755)
    #expect(try await manifests(lab, binary) == ["good 2.0.0"])
    #expect(described(binary) == 2)
  }

  @Test func aDamagedCacheIsMadeAnew() async throws {
    let lab = try HostLab()
    let binary = try lab.module("good")
    _ = try await manifests(lab, binary)
    try lab.write("{", to: ".daivi/cache/manifests.json")
    #expect(try await manifests(lab, binary) == ["good 1.0.0"])
  }

  @Test func aModuleThatFailsIsQuotedWithItsStatus() async throws {
    let lab = try HostLab()
    let text = try await fault(lab, "#!/bin/sh\necho 'no libfoo.so' >&2\nexit 7\n")
    #expect(text.contains("module 'bad' cannot describe itself (exit status 7): no libfoo.so"))
  }

  @Test func rubbishIsNoManifest() async throws {
    let lab = try HostLab()
    let text = try await fault(lab, "#!/bin/sh\necho hello\n")
    #expect(text.contains("does not print a manifest"))
  }

  @Test func aModuleMustBeNamedAsItsFile() async throws {
    let lab = try HostLab()
    let text = try await fault(
      lab,
      "#!/bin/sh\necho '{\"protocol\":{\"min\":1,\"max\":1},\"module\":\"other\",\"version\":\"1.0.0\",\"targets\":[]}'\n"
    )
    #expect(text.contains("says that it is module 'other'; its file must be named daivi-other"))
  }

  @Test func aModuleOfAnotherProtocolIsRefused() async throws {
    let lab = try HostLab()
    let text = try await fault(
      lab,
      "#!/bin/sh\necho '{\"protocol\":{\"min\":7,\"max\":9},\"module\":\"bad\",\"version\":\"1.0.0\",\"targets\":[]}'\n"
    )
    #expect(text.contains("speaks protocol 7 to 9"))
  }

  @Test func whatCannotBeStartedIsNamed() async throws {
    let lab = try HostLab()
    let text = try await fault(lab, "#!/nowhere/interpreter\n")
    #expect(text.contains("module 'bad'"))
  }
}
