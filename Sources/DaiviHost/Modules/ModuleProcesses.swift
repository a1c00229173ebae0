import DaiviEngine
import DaiviProtocol
import DaiviSystem

/// Starts module processes when they are first needed, again after a crash, and ends them all together.
///
/// The actor guards the table of processes; two steps that need the same module at once share one start.
public actor ModuleProcesses: ModuleConnections {
  /// What every module is told at the start.
  public struct Session: Sendable {
    public var hostVersion: String
    public var environment: ModuleEnvironment
    public var parameters: [String: [String: String]]
    /// For one module, by its name.
    public var credentials: @Sendable (String) async throws -> ScopedCredentials?
    /// A module's secrets, by its name.
    public var secrets: @Sendable (String) async -> [String: String]
    /// Parent of the modules' own directories.
    public var workDirectory: String
    /// Descriptor of the deployment lock, inherited so that it is free exactly when all are dead.
    public var lock: Int32?
    /// Where the lines exchanged are mirrored, if anywhere.
    public var mirror: String?
    public var log: @Sendable (String, LogParams) -> Void

    public init(
      hostVersion: String, environment: ModuleEnvironment, parameters: [String: [String: String]],
      credentials: @escaping @Sendable (String) async throws -> ScopedCredentials?,
      secrets: @escaping @Sendable (String) async -> [String: String] = { _ in [:] }, workDirectory: String,
      lock: Int32?, mirror: String? = nil, log: @escaping @Sendable (String, LogParams) -> Void
    ) {
      self.hostVersion = hostVersion
      self.environment = environment
      self.parameters = parameters
      self.credentials = credentials
      self.secrets = secrets
      self.workDirectory = workDirectory
      self.lock = lock
      self.mirror = mirror
      self.log = log
    }
  }

  private let binaries: [String: ModuleBinary]
  private let earlier: [TargetID: ModuleBinary]
  private let steps: [TargetID: [String: ModuleBinary]]
  private let session: Session
  /// By executable.
  private var starting: [String: Task<ModuleProcess, any Error>] = [:]

  /// - Parameters:
  ///   - earlier: targets that another version of their module is asked about than the one in use.
  ///   - steps: the same of single steps, which an upgrade dropped from a target that stays.
  public init(
    _ binaries: [ModuleBinary], earlier: [TargetID: ModuleBinary] = [:],
    steps: [TargetID: [String: ModuleBinary]] = [:], session: Session
  ) {
    self.binaries = Dictionary(uniqueKeysWithValues: binaries.map { ($0.name, $0) })
    self.earlier = earlier
    self.steps = steps
    self.session = session
  }

  public func connection(to module: String) async throws -> any ModuleConnection {
    if earlier.keys.contains(where: { $0.module == module }) || steps.keys.contains(where: { $0.module == module }) {
      return RoutedConnection(module: module, processes: self)
    }
    return try await connection(binaries[module], module)
  }

  /// The process that knows a step.
  func connection(to target: TargetID, step: String) async throws -> any ModuleConnection {
    try await connection(steps[target]?[step] ?? earlier[target] ?? binaries[target.module], target.module)
  }

  private func connection(_ binary: ModuleBinary?, _ module: String) async throws -> any ModuleConnection {
    guard let binary else { throw CommandError(.usage, "module '\(module)' is not installed") }
    while let task = starting[binary.path] {
      let process = try await started(task, binary)
      if await !process.hasEnded { return process.connection }
      // It crashed in an earlier step; the next one gets a new process, once nothing is left of this one.
      await process.stop()
      if starting[binary.path] == task { starting[binary.path] = nil }
    }
    let session = session
    // Two versions of a module keep apart what they write.
    let isEarlier = binary != binaries[module]
    let work = isEarlier ? "\(module)@\(binary.version ?? "earlier")" : module
    let task = Task { try await ModuleProcess.start(binary, session: session, work: work) }
    starting[binary.path] = task
    return try await started(task, binary).connection
  }

  /// The process once it is there. A start that failed is forgotten: whoever asks next gets another one.
  private func started(_ task: Task<ModuleProcess, any Error>, _ binary: ModuleBinary) async throws -> ModuleProcess {
    do {
      return try await task.value
    } catch {
      if starting[binary.path] == task { starting[binary.path] = nil }
      throw error
    }
  }

  /// Ends every process: stdin closed, then SIGTERM, then SIGKILL to the group.
  public func stop() async {
    await withTaskGroup(of: Void.self) { group in
      for task in starting.values {
        group.addTask { if let process = try? await task.value { await process.stop() } }
      }
    }
    starting = [:]
  }
}
