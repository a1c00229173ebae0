import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Glibc

/// One running module: its process, its connection, the tail of its stderr.
final class ModuleProcess: Sendable {
  let connection: RPCModuleConnection
  private let child: ChildProcess
  private let transport: any LineTransport
  private let ended: Task<ChildProcess.Exit, Never>
  /// Ends with the process.
  let renewal: Task<Void, Never>

  /// How long a module may take to leave after its stdin was closed, and again after SIGTERM.
  private static let grace = Duration.seconds(3)
  /// How long a module may take for its first answer, in seconds.
  private static let firstAnswer = 60

  private init(
    connection: RPCModuleConnection, child: ChildProcess, transport: any LineTransport,
    ended: Task<ChildProcess.Exit, Never>, renewal: Task<Void, Never>
  ) {
    self.renewal = renewal
    self.connection = connection
    self.child = child
    self.transport = transport
    self.ended = ended
  }

  /// - Parameter work: name of its own directory in the session's.
  static func start(
    _ binary: ModuleBinary, session: ModuleProcesses.Session, work: String
  ) async throws -> ModuleProcess {
    let work = Path.join(session.workDirectory, work)
    try Files.createDirectory(work, mode: 0o700)
    let child = try ChildProcess.start(
      binary.path, arguments: ["serve"], environment: ModuleVariables.serving(), inherited: session.lock)
    let tail = StderrTail(child.error, log: Path.join(work, "stderr.log"))
    let transport = try ModuleTransport.make(child: child, module: binary.name, mirror: session.mirror)
    let name = binary.name
    let log = session.log
    let ended = Task {
      let exit = await child.wait()
      // What the module started may hold its pipes open: with it gone, the end of the stream is seen at once.
      child.signalGroup(SIGKILL)
      return exit
    }
    let client = RPCClient(
      transport: transport, module: name,
      handlers: .init(log: { log(name, $0) }) {
        // A module that closed stdout and stays has nothing more to say.
        let force = Task {
          try await Task.sleep(for: Self.grace)
          child.signalGroup(SIGKILL)
        }
        let exit = await ended.value
        force.cancel()
        return ConnectionError.crashed(module: name, exit: exit.description, stderr: await tail.lastWords())
      })
    Task {
      // A child that left the group may still hold the pipe: what the module said is read by then.
      _ = await ended.value
      try? await Task.sleep(for: .seconds(1))
      await transport.close()
    }
    do {
      let credentials = try await session.credentials(name)
      let connection = try await RPCModuleConnection(
        client: client, module: name,
        initialize: InitializeParams(
          host: PeerInfo(name: "daivi-host", version: session.hostVersion), environment: session.environment,
          credentials: credentials, parameters: session.parameters[name] ?? [:],
          secrets: await session.secrets(name).nonEmpty, workDirectory: work), maxSeconds: firstAnswer)
      let renewal = CredentialRenewal(
        get: { try await session.credentials(name) },
        give: { try await client.notify(Method.credentials, CredentialsParams(credentials: $0)) },
        report: { log(name, LogParams(level: .error, message: $0)) },
        sleep: { try await Task.sleep(for: .seconds($0)) })
      let renewing = Task { await renewal.run(from: credentials) }
      Task {
        // Nobody is left to give them to.
        _ = await ended.value
        renewing.cancel()
      }
      return ModuleProcess(
        connection: connection, child: child, transport: transport, ended: ended, renewal: renewing)
    } catch {
      child.signalGroup(SIGKILL)
      _ = await ended.value
      throw error
    }
  }

  /// True once it cannot be asked anything any more.
  var hasEnded: Bool {
    get async { await connection.client.hasEnded }
  }

  /// Asks the module to leave by closing its stdin; a module that stays is made to.
  func stop() async {
    renewal.cancel()
    await transport.closeSending()
    let child = child
    let force = Task {
      try await Task.sleep(for: Self.grace)
      child.signalGroup(SIGTERM)
      try await Task.sleep(for: Self.grace)
      child.signalGroup(SIGKILL)
    }
    _ = await ended.value
    force.cancel()
    // Grandchildren that outlived the module hold no lock and no pipe of ours, but end with it all the same.
    child.signalGroup(SIGKILL)
    await transport.close()
  }
}

extension [String: String] {
  /// nil where there is nothing, so that a message does without the member.
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
