import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSharedLedger
import DaiviSystem
import Synchronization

let keys = SharedLedger.Keys()

/// A project directory that deploys to the shared environment, as one machine has it; removed with its last user.
final class Machine: Sendable {
  let directory: String
  let store: FakeStore
  let clock: ManualClock
  private let said = Mutex<[String]>([])

  init(_ store: FakeStore, _ clock: ManualClock) throws {
    self.store = store
    self.clock = clock
    directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-shared-\(UInt64.random(in: 0 ... .max))")
    try Files.createDirectory(directory, mode: 0o700)
  }

  deinit { try? Files.removeAll(directory) }

  var ledgerPath: String { Path.join(directory, "ledger.sqlite") }
  var notes: [String] { said.withLock { $0 } }

  func shared() -> SharedLedger {
    SharedLedger(store: store, clock: clock.lease) { note in self.said.withLock { $0.append(note) } }
  }

  /// A deploy session as a command opens it.
  func open() async throws -> DeploySession {
    try await DeploySession.open(
      directory: directory, environment: environment, kind: .deploy, selection: [], command: "daivi-host deploy",
      version: "0.1.0", access: .deploy, sharing: shared())
  }

  /// Why a session cannot be opened now; nil when it could.
  func refusal() async throws -> CommandError? {
    do {
      let session = try await open()
      await session.close()
      return nil
    } catch let error as CommandError {
      return error
    }
  }

  /// What a kill leaves behind: the local lock is free, nothing else was done.
  func abandon(_ session: DeploySession) { session.lock.release() }

  private var environment: DeploymentEnvironment {
    DeploymentEnvironment(
      module: ModuleEnvironment(
        app: "daivi", env: "dev", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
        secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:]),
      sandboxID: nil, parameters: ["m": ["file": directory]])
  }
}

extension DeploySession {
  func intend(_ target: String, token: String? = nil) async throws -> AttemptID {
    try await ledger.recordIntent(
      StepIntent(
        deployment: deployment, module: "m", target: target, step: "stack", token: token ?? "token-\(target)",
        fingerprint: "f", inputs: "{}"))
  }

  func succeed(_ target: String) async throws {
    try await ledger.recordOutcome(try await intend(target), StepEnding(.succeeded, outputs: ["name": target]))
  }
}

/// Two machines and what lies between them.
struct Pair {
  let clock: ManualClock
  let store: FakeStore
  let one: Machine
  let two: Machine

  init() throws {
    clock = ManualClock()
    store = FakeStore(clock)
    one = try Machine(store, clock)
    two = try Machine(store, clock)
  }
}
