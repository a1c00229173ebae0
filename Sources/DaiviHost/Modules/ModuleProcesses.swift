import DaiviEngine
import DaiviProtocol
import DaiviSystem

/// Starts module processes when they are first needed and ends them all together.
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
    /// Parent of the modules' own directories.
    public var workDirectory: String
    /// Descriptor of the deployment lock, inherited so that it is free exactly when all are dead.
    public var lock: Int32?
    /// Where the lines exchanged are mirrored, if anywhere.
    public var mirror: String?
    public var log: @Sendable (String, LogParams) -> Void

    public init(
      hostVersion: String, environment: ModuleEnvironment, parameters: [String: [String: String]],
      credentials: @escaping @Sendable (String) async throws -> ScopedCredentials?, workDirectory: String, lock: Int32?,
      mirror: String? = nil, log: @escaping @Sendable (String, LogParams) -> Void
    ) {
      self.hostVersion = hostVersion
      self.environment = environment
      self.parameters = parameters
      self.credentials = credentials
      self.workDirectory = workDirectory
      self.lock = lock
      self.mirror = mirror
      self.log = log
    }
  }

  private let binaries: [String: ModuleBinary]
  private let session: Session
  private var starting: [String: Task<ModuleProcess, any Error>] = [:]

  public init(_ binaries: [ModuleBinary], session: Session) {
    self.binaries = Dictionary(uniqueKeysWithValues: binaries.map { ($0.name, $0) })
    self.session = session
  }

  public func connection(to module: String) async throws -> any ModuleConnection {
    if let task = starting[module] { return try await task.value.connection }
    guard let binary = binaries[module] else { throw CommandError(.usage, "module '\(module)' is not installed") }
    let session = session
    let task = Task { try await ModuleProcess.start(binary, session: session) }
    starting[module] = task
    return try await task.value.connection
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
