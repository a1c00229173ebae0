import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Testing

@testable import DaiviHost

/// A file that a person writes in YAML reaches the module as JSON.
@Suite struct YAMLFileParameterTests {
  private static let manifest = ModuleManifest(
    module: "idc", version: "1.0.0", title: "",
    parameters: [
      ParameterDeclaration(name: "users", kind: .file, title: "Users", format: "yaml"),
      ParameterDeclaration(name: "other", kind: .file, title: "Other"),
    ], targets: [])

  private func converted(_ lab: HostLab, _ path: String) throws -> String? {
    try YAMLFileParameters(manifests: [Self.manifest], directory: Path.join(lab.directory, "copies"))
      .converted(["idc": ["users": path, "other": path]], digests: [:]).values["idc"]?["users"]
  }

  @Test func everyScalarIsTheTextThatWasWritten() throws {
    let lab = try HostLab()
    let path = try lab.write("groups:\n  Admin: [a@x.com, 007]\n  Owner:\n  Two: \"\"\n", to: "users.yaml")
    let copy = try #require(try converted(lab, path))
    #expect(copy != path)
    #expect(try Files.readText(copy) == #"{"groups":{"Admin":["a@x.com","007"],"Owner":null,"Two":""}}"#)
  }

  @Test func jsonIsYAMLTooAndTheSameContentIsOneCopy() throws {
    let lab = try HostLab()
    let yaml = try lab.write("groups: {Admin: [a@x.com]}\n", to: "users.yaml")
    let json = try lab.write(#"{"groups": {"Admin": ["a@x.com"]}}"#, to: "users.json")
    #expect(try converted(lab, yaml) == converted(lab, json))
  }

  /// A module that runs alone knows only the copy.
  @Test func theHostAndAModuleAloneComeToTheSameDigests() throws {
    let lab = try HostLab()
    let path = try lab.write("groups: {Admin: [a@x.com]}\n", to: "users.yaml")
    func resolve(_ path: String) throws -> (values: [String: [String: String]], digests: [String: [String: String]]) {
      try ModuleParameters.resolve(
        ["idc": ["users": path, "other": path]], manifests: [Self.manifest], base: lab.directory,
        files: FileInspector(cache: Path.join(lab.directory, "files.json")))
    }
    let plain = try resolve(path)
    let host = try YAMLFileParameters(manifests: [Self.manifest], directory: Path.join(lab.directory, "copies"))
      .converted(plain.values, digests: plain.digests)
    let copy = try #require(host.values["idc"]?["users"])
    #expect(host.digests["idc"]?["users"] == (try resolve(copy).digests["idc"]?["users"]))
    #expect(host.digests["idc"]?["other"] == plain.digests["idc"]?["other"])
  }

  @Test func whatIsNotReadableIsNamedWithFileAndLine() throws {
    for (text, words) in [
      ("a: [b\n", "is not YAML"), ("", "is empty"), ("a: 1\na: 2\n", "duplicated key"),
      ("? [x]\n: y\n", "keys must be plain"),
    ] {
      let lab = try HostLab()
      let path = try lab.write(text, to: "users.yaml")
      let error = #expect(throws: CommandError.self) { try converted(lab, path) }
      #expect(error?.status == .usage)
      #expect(error?.description.hasPrefix("modules.idc.parameters.users: \(path): ") == true)
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }
}
