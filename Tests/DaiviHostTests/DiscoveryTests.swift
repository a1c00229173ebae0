import DaiviEngine
import DaiviSystem
import Testing

@testable import DaiviHost

/// Where modules are looked for, and what is wrong with those that cannot be used.
@Suite struct DiscoveryTests {
  private func fault(_ find: () throws -> ModuleDiscovery.Result) -> String {
    let error = #expect(throws: CommandError.self) { _ = try find() }
    #expect(error?.status == .usage)
    return error?.description ?? ""
  }

  @Test func theFirstPlaceWinsAndTheOthersAreShadowed() throws {
    let lab = try HostLab()
    for place in ["flag", "variable", "bin"] { try lab.module("billing", in: place) }
    let found = try lab.discovery("flag", variables: ["DAIVI_MODULES": Path.join(lab.directory, "variable")]).find()
    #expect(found.modules.map(\.place) == ["--modules"])
    #expect(found.shadowed.map(\.place) == ["DAIVI_MODULES", "beside the host"])
  }

  @Test func modulesOfAllPlacesAreFoundInOrderOfTheirNames() throws {
    let lab = try HostLab()
    try lab.module("zebra", in: "flag")
    try lab.module("athena", in: "bin")
    try lab.module("glue-jars", in: "flag/glue-jars/0.2.0")
    #expect(try lab.discovery("flag").find().modules.map(\.name) == ["athena", "glue-jars", "zebra"])
  }

  @Test func whatIsNoModuleIsLeftAlone() throws {
    let lab = try HostLab()
    for name in ["daivi-host", "daivi-embed", "daivi-embed-tool", "daivi-x.d", "daivi-", "other", "daivi-Upper"] {
      try lab.write("", to: "bin/\(name)", mode: 0o755)
    }
    #expect(try lab.discovery().find().modules.isEmpty)
  }

  @Test func twoVersionsInOnePlaceAreRefused() throws {
    let lab = try HostLab()
    try lab.module("billing", in: "flag/billing/1.0.0")
    try lab.module("billing", in: "flag/billing/1.1.0")
    #expect(fault { try lab.discovery("flag").find() }.contains("two modules are named 'billing'"))
  }

  @Test func aDirectoryWithoutItsBinaryIsNamed() throws {
    let lab = try HostLab()
    try Files.createDirectory(Path.join(lab.directory, "flag/billing/1.0.0"))
    let text = fault { try lab.discovery("flag").find() }
    #expect(text.contains("module 'billing' 1.0.0 has no binary"))
    #expect(text.contains("install it again"))
  }

  @Test func aBinaryThatIsNotExecutableIsNamedWithTheRemedy() throws {
    let lab = try HostLab()
    let path = try lab.write("#!/bin/sh\n", to: "flag/daivi-billing")
    #expect(fault { try lab.discovery("flag").find() }.contains("chmod +x \(path)"))
  }

  @Test func aDirectoryThatWasNamedMustBeThere() throws {
    let lab = try HostLab()
    #expect(fault { try lab.discovery("nowhere").find() }.hasPrefix("--modules: there is no directory"))
    #expect(
      fault { try lab.discovery(variables: ["DAIVI_MODULES": "/nowhere/at/all"]).find() }.hasPrefix("DAIVI_MODULES"))
  }
}
