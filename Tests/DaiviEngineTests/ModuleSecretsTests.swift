import DaiviProtocol
import DaiviSystem
import Testing

@testable import DaiviEngine

/// Where secrets are read, and when a person is asked for one.
@Suite struct ModuleSecretsTests {
  private let id = TargetID(module: "partner", target: "connect")
  private let manifest = ModuleManifest(
    module: "partner", version: "1.0.0", title: "",
    parameters: [ParameterDeclaration(name: "password", kind: .secret, title: "the password")],
    targets: [
      TargetManifest(
        name: "connect", title: "",
        steps: [StepManifest(id: "secret", kind: "custom", title: "", fingerprint: "1", parameters: ["password"])])
    ])

  private func secrets(
    _ reference: String, variables: [String: String] = [:], base: String = "/", ask: @escaping ModuleSecrets.Ask
  ) -> ModuleSecrets {
    ModuleSecrets(
      manifests: [manifest], values: ["partner": ["password": reference]], base: base, variables: variables, ask: ask)
  }

  private static let nobody: ModuleSecrets.Ask = { question in
    Issue.record("nobody is to be asked \(question)")
    return ""
  }

  @Test func theyComeFromVariablesAndFiles() async throws {
    let variable = secrets("env:PW", variables: ["PW": "hunter2"], ask: Self.nobody)
    try await variable.require(for: [id], done: [])
    #expect(await variable.secrets(of: "partner") == ["password": "hunter2"])
    #expect(await variable.secrets(of: "other") == [:])
    try await withTemporaryDirectory { directory in
      try Files.writeAtomically(Array("hunter3\nmore\n".utf8), to: Path.join(directory, "pw"))
      let file = secrets("file:pw", base: directory, ask: Self.nobody)
      #expect(await file.secrets(of: "partner") == ["password": "hunter3"])
    }
  }

  @Test func oneThatIsMissingStopsADeployThatNeedsItAndNothingElse() async throws {
    let missing = secrets("env:PW", ask: Self.nobody)
    let error = await #expect(throws: CommandError.self) { try await missing.require(for: [id], done: []) }
    #expect(
      error?.description == "modules.partner.parameters.password: the environment variable PW is not set")
    try await missing.require(for: [id], done: [id])
    try await missing.require(for: [], done: [])
    #expect(await missing.secrets(of: "partner") == [:])
  }

  @Test func aPersonIsAskedOnlyWhereTheTargetIsToRun() async throws {
    let asked = secrets("prompt") { question in
      #expect(question == "the password")
      return "typed"
    }
    try await asked.require(for: [id], done: [])
    #expect(await asked.secrets(of: "partner") == ["password": "typed"])
    let done = secrets("prompt", ask: Self.nobody)
    try await done.require(for: [id], done: [id])
    #expect(await done.secrets(of: "partner") == [:])
  }

  @Test func whatLiesInSecretsManagerIsNotReadHere() async throws {
    let kept = secrets("arn:aws:secretsmanager:us-east-1:1:secret:x", ask: Self.nobody)
    try await kept.require(for: [id], done: [])
    #expect(await kept.secrets(of: "partner") == [:])
  }
}

private func withTemporaryDirectory(_ body: (String) async throws -> Void) async throws {
  let directory = "/tmp/daivi-secrets-\(UInt64.random(in: 0...UInt64.max))"
  try Files.createDirectory(directory, mode: 0o700)
  defer { try? Files.removeAll(directory) }
  try await body(directory)
}
