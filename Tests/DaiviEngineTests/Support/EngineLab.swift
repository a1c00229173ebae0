import DaiviLedger
import DaiviProtocol
import DaiviSystem
import Synchronization

@testable import DaiviEngine

/// A real ledger in a directory of its own, scripted modules, and what happened; removed when the test is done.
final class EngineLab: Sendable {
  let modules = ScriptedModules()
  let events = EventLog()
  let ledger: Ledger
  private let directory: String

  init(identity: LedgerIdentity = EngineLab.identity()) async throws {
    directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-engine-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(directory, mode: 0o700)
    ledger = try Ledger.open(Path.join(directory, "ledger.sqlite"), access: .deploy)
    _ = try await ledger.establish(identity)
  }

  deinit { try? Files.removeAll(directory) }

  static func identity(sandbox: String = "one") -> LedgerIdentity {
    LedgerIdentity(
      app: "daivi", environment: "test", account: "111122223333", sandboxID: sandbox, primaryRegion: "us-east-1")
  }

  static let environment = ModuleEnvironment(
    app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
    secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:])

  func deployer(
    _ manifests: [ModuleManifest], concurrency: Int = 8, limits: [String: Int] = [:],
    parameters: [String: [String: String]] = [:], settings: [String: String] = [:]
  ) async throws -> Deployer {
    Deployer(
      graph: try DeploymentGraph(manifests: manifests, settings: settings),
      fingerprints: Fingerprints(environment: Self.environment, parameters: parameters), ledger: ledger,
      connections: modules, sink: events,
      pool: ResourcePool(slots: concurrency, capacity: limits, modules: manifests),
      deployment: try await ledger.beginDeployment(kind: .deploy, selection: [], hostVersion: "test"))
  }

  /// One `deploy` from its beginning to its end, with a fresh record of what modules are asked.
  @discardableResult
  func deploy(
    _ manifests: ModuleManifest..., only words: [String] = [], concurrency: Int = 8, limits: [String: Int] = [:],
    parameters: [String: [String: String]] = [:], settings: [String: String] = [:]
  ) async throws -> RunReport {
    modules.forget()
    events.forget()
    let deployer = try await deployer(
      manifests, concurrency: concurrency, limits: limits, parameters: parameters, settings: settings)
    let report = try await deployer.run(Selection(words, in: deployer.graph))
    try await ledger.finish(deployer.deployment, outcome: report.succeeded ? .succeeded : .failed)
    return report
  }

  /// Looks at everything deployed, as `verify` does.
  @discardableResult
  func verify(_ manifests: ModuleManifest...) async throws -> [Verifier.Finding] {
    let graph = try DeploymentGraph(manifests: manifests)
    return try await Verifier(
      graph: graph, ledger: ledger, connections: modules, sink: events, pool: ResourcePool(slots: 8)
    ).run(Set(graph.order))
  }
}

/// Remembers events in the order they came.
final class EventLog: EventSink {
  private let events = Mutex<[EngineEvent]>([])

  var all: [EngineEvent] { events.withLock { $0 } }

  func emit(_ event: EngineEvent) { events.withLock { $0.append(event) } }

  func forget() { events.withLock { $0 = [] } }

  /// Why each target that ran did so.
  var reasons: [TargetID: RunReason] {
    all.reduce(into: [:]) { result, event in
      if case .targetStarted(let id, let reason) = event { result[id] = reason }
    }
  }
}
