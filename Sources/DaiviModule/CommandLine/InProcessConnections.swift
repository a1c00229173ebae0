import DaiviAWS
import DaiviAccess
import DaiviEngine
import DaiviProtocol
import DaiviSystem

/// The module's own server in this process, behind the in-memory transport: standalone runs go the same way as a host's.
///
/// The actor guards the one connection, which is made when it is first needed, and again when it failed or a step that
/// did not stop ended it.
actor InProcessConnections: ModuleConnections {
  /// What the server is told, and what its requests to AWS are signed with: keys that renew themselves.
  typealias Session = (params: InitializeParams, credentials: any CredentialsProvider)

  private let module: Module
  private let prepare: @Sendable () async throws -> Session
  private var connected: Task<RPCModuleConnection, any Error>?

  /// - Parameter prepare: asked before the first request of a connection.
  init(_ module: Module, prepare: @escaping @Sendable () async throws -> Session) {
    self.module = module
    self.prepare = prepare
  }

  func connection(to name: String) async throws -> any ModuleConnection {
    guard name == module.name else {
      throw CommandError(.usage, "this is daivi-\(module.name); '\(name)' is another module")
    }
    while let task = connected {
      let connection = try await made(task)
      if await !connection.client.hasEnded { return connection }
      if connected == task { connected = nil }
    }
    let task = Task { try await connect() }
    connected = task
    return try await made(task)
  }

  /// A connection that could not be made is forgotten: whoever asks next gets another one.
  private func made(_ task: Task<RPCModuleConnection, any Error>) async throws -> RPCModuleConnection {
    do {
      return try await task.value
    } catch {
      if connected == task { connected = nil }
      throw error
    }
  }

  private func connect() async throws -> RPCModuleConnection {
    let (params, credentials) = try await prepare()
    let (ours, theirs) = InMemoryTransport.pair()
    let userAgent = module.userAgent
    let rpc = RPCServer(module, transport: theirs) { environment, _ in
      AWS(environment: environment, credentials: credentials, userAgent: userAgent)
    }
    Task { try await rpc.serve() }
    return try await RPCModuleConnection(
      client: RPCClient(transport: ours, module: module.name), module: module.name, initialize: params)
  }
}
