import DaiviModule
import DaiviModuleTesting
import DaiviSystem
import Testing

extension SharedProjectTests {
  /// A module's author tests it in process, and what its steps make is really there.
  @Suite struct ModuleTestingTests {
    private static let module = Module(
      "greeting", version: "1.0.0", title: "G",
      parameters: [ParameterDeclaration(name: "greeting", title: "what to say", default: "hello")]
    ) {
      Target("deploy-greeting", "The greeting") {
        Parameter("greeting", name: "/{app}/{env}/author/greeting", value: "{parameters.greeting}")
      }
    }

    @Test func aModuleIsDeployedVerifiedAndDestroyedAgainstTheSandbox() async throws {
      let project = try await SharedProject.project()
      // It runs already, so it is found.
      let sandbox = try await TestSandbox.start(
        in: project.directory, host: Path.join(Build.binaries, "daivi-host"))
      #expect(try project.sandbox().endpoint == sandbox.endpoint)
      let module = ModuleUnderTest(Self.module, sandbox: sandbox, env: "author", parameters: ["greeting": "good day"])
      try await module.deploy("deploy-greeting")
      #expect(try await module.verify("deploy-greeting").map(\.status) == [.passed])
      try await Python.run(
        #"assert client("ssm").get_parameter(Name="/daivi/author/author/greeting")["Parameter"]["Value"] == "good day""#,
        in: project)
      try await Python.run(
        #"client("ssm").delete_parameter(Name="/daivi/author/author/greeting")"#, in: project)
      #expect(try await module.verify("deploy-greeting").map(\.status) == [.failed])
      try await module.destroy("deploy-greeting")
    }
  }
}
