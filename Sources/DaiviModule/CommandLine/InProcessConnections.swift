import DaiviAWS
import DaiviEngine
import DaiviProtocol
import DaiviSystem

/// The module's own server in this process, behind the in-memory transport: standalone runs go the same way as a host's.
actor InProcessConnections: ModuleConnections {
  private let module: Module
  private let params: InitializeParams
  private var connected: RPCModuleConnection?
  private var server: Task<Void, any Error>?

  init(_ module: Module, params: InitializeParams) {
    self.module = module
    self.params = params
  }

  func connection(to name: String) async throws -> any ModuleConnection {
    guard name == module.name else {
      throw CommandError(.usage, "this is daivi-\(module.name); '\(name)' is another module")
    }
    if let connected { return connected }
    let (ours, theirs) = InMemoryTransport.pair()
    let rpc = RPCServer(module, transport: theirs)
    server = Task { try await rpc.serve() }
    let connection = try await RPCModuleConnection(
      client: RPCClient(transport: ours, module: name), module: name, initialize: params)
    connected = connection
    return connection
  }
}
