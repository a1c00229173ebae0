import DaiviProtocol
import DaiviSystem
import Testing

@testable import DaiviEngine

/// What a user may set for a module, and what is said when it does not fit.
@Suite struct ModuleParametersTests {
  private let manifest = ModuleManifest(
    module: "partner", version: "1.0.0", title: "",
    parameters: [
      ParameterDeclaration(
        name: "host", title: "", sandboxDefault: "{sandbox.host}", pattern: "[a-z.]+", rule: "must be lower case"),
      ParameterDeclaration(name: "port", title: "", default: "443", sandboxDefault: "{sandbox.port}"),
      ParameterDeclaration(name: "password", kind: .secret, title: "", sandboxDefault: "public:known"),
    ],
    targets: [])

  private func resolve(_ values: [String: String], isSandbox: Bool = false) throws -> [String: String] {
    try ModuleParameters.resolve(
      ["partner": values], manifests: [manifest], base: "/", files: FileInspector(cache: "/nonexistent/files.json"),
      isSandbox: isSandbox
    ).values["partner"] ?? [:]
  }

  @Test func theSandboxHasValuesOfItsOwn() throws {
    #expect(try resolve([:]) == ["port": "443"])
    #expect(
      try resolve([:], isSandbox: true)
        == ["host": "{sandbox.host}", "port": "{sandbox.port}", "password": "public:known"])
    #expect(try resolve(["port": "8443"], isSandbox: true)["port"] == "8443")
  }

  @Test func aValueThatDoesNotMatchIsRefusedWithTheReason() throws {
    let error = #expect(throws: CommandError.self) { try resolve(["host": "Upper"]) }
    #expect(error?.description == "modules.partner.parameters.host 'Upper' must be lower case")
  }

  @Test func whereASecretComesFromIsAccepted() throws {
    for text in ["env:PASSWORD", "file:secret.txt", "prompt", "arn:aws:secretsmanager:us-east-1:1:secret:x"] {
      #expect(try resolve(["password": text])["password"] == text)
    }
  }

  @Test func aSecretItselfIsRefusedAndNotRepeated() throws {
    for text in ["hunter2", "public:hunter2", "env:", "arn:aws:s3:::hunter2"] {
      let error = #expect(throws: CommandError.self) { try resolve(["password": text]) }
      #expect(error?.description.contains("must say where the secret comes from") == true)
      #expect(error?.description.contains("hunter2") == false)
    }
  }

  @Test func aTargetAppliesWhereItsParameterIsSet() throws {
    var target = TargetManifest(name: "connect", title: "", steps: [])
    target.when = TargetCondition(parameter: "host")
    var manifest = manifest
    manifest.targets = [target]
    for (values, isSandbox, expected) in [([:], false, false), ([:], true, true), (["host": "a.b"], false, true)] {
      let set = ModuleParameters.set(["partner": values], manifests: [manifest], isSandbox: isSandbox)
      let graph = try DeploymentGraph(manifests: [manifest], parameters: set)
      #expect(graph.nodes[TargetID(module: "partner", target: "connect")]?.enabled == expected)
    }
  }
}
