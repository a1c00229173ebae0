import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Synchronization
import Testing

@testable import DaiviHost

/// A module that was built with the first SDK, recorded then and never touched since: this host still works with it.
@Suite(.timeLimit(.minutes(10))) struct OlderSDKTests {
  private static let recorded = Path.join(Path.parent(#filePath), "Recorded")
  private let lab = try! HostLab()

  private func binary() throws -> ModuleBinary {
    for name in ["foundation-0.1.0.jsonl", "foundation-0.1.0.manifest.json"] {
      try lab.write(try Files.readText(Path.join(Self.recorded, name)), to: "modules/\(name)")
    }
    let path = try lab.write(
      try Files.readText(Path.join(Self.recorded, "replay.py")), to: "modules/daivi-foundation", mode: 0o755)
    return ModuleBinary(name: "foundation", path: path, place: "test")
  }

  @Test func theRecordingIsTheOneOfThatTime() throws {
    let text = try Files.readText(Path.join(Self.recorded, "foundation-0.1.0.jsonl"))
    #expect(
      SHA256.hex(of: text) == "204d436d2dab2662fa8404925a86b48e786bff1337a529176ba1c677f20a7fe9",
      "a recording is kept as it is; record another release beside it")
  }

  @Test func itsManifestMakesAGraph() async throws {
    let manifest = try #require(try await ManifestCache(layout: lab.layout).manifests(of: [binary()]).first)
    #expect(manifest.sdk == "daivi-swift 0.1.0")
    let graph = try DeploymentGraph(manifests: [manifest])
    #expect(graph.order.map(\.target) == ["deploy-kms-keys"])
    #expect(graph.nodes.values.first?.manifest.steps.map(\.id) == ["primary", "secondary"])
  }

  @Test func itPlansDeploysVerifiesAndDestroys() async throws {
    let processes = lab.processes(try binary())
    let module = try await processes.connection(to: "foundation")
    let plan = try await module.plan(StepPlanParams(target: "deploy-kms-keys", step: "primary", inputs: [:]))
    #expect(plan.changes.map(\.action) == [.create])
    let told = Mutex<[String]>([])
    let apply = StepApplyParams(target: "deploy-kms-keys", step: "primary", token: "daivi-again")
    let done = try await module.apply(apply, maxSeconds: 60) { message in told.withLock { $0.append(message) } }
    #expect(done.outcome == .succeeded && done.outputs["s3KeyArn"]?.hasPrefix("arn:aws:kms:us-east-1:") == true)
    #expect(told.withLock { !$0.isEmpty })
    let checks = try await module.verify(
      StepVerifyParams(target: "deploy-kms-keys", step: "primary", inputs: done.outputs)
    ).checks
    #expect(!checks.isEmpty && checks.allSatisfy { $0.status == .passed })
    #expect(try await module.destroy(apply, maxSeconds: 60) { _ in }.outcome == .succeeded)
    await processes.stop()
  }
}
