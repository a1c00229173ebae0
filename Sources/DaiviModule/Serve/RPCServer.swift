import DaiviAWS
import DaiviAccess
import DaiviProtocol
import FoundationEssentials

/// The answering side of a connection: takes requests, runs steps concurrently, replies in any order.
///
/// The actor guards what `initialize` brought and the table of requests in hand. A cancelled request still gets its
/// reply; a line that cannot be decoded gets one too when its id can be read.
public actor RPCServer {
  private let module: Module
  private let transport: any LineTransport
  private let makeAWS: @Sendable (ModuleEnvironment, any CredentialsProvider) -> AWS
  private var session: StepSession?
  private var running: [Int: Task<Void, Never>] = [:]
  private let outbox: AsyncStream<[UInt8]>.Continuation
  /// Sends what is in the outbox, in order: a step's progress comes before its reply.
  private let sender: Task<Void, Never>

  public init(_ module: Module, transport: any LineTransport) {
    let userAgent = module.userAgent
    self.init(module, transport: transport) { AWS(environment: $0, credentials: $1, userAgent: userAgent) }
  }

  /// - Parameter makeAWS: what the steps of a connection reach AWS with; tests pass one in memory.
  package init(
    _ module: Module, transport: any LineTransport,
    makeAWS: @escaping @Sendable (ModuleEnvironment, any CredentialsProvider) -> AWS
  ) {
    self.module = module
    self.transport = transport
    self.makeAWS = makeAWS
    let (lines, outbox) = AsyncStream.makeStream(of: [UInt8].self)
    self.outbox = outbox
    sender = Task { for await line in lines { try? await transport.send(line) } }
  }

  /// Serves until the host closes its side or asks for shutdown; what is in hand is cancelled then.
  public func serve() async throws {
    while let line = try await transport.receive() {
      if await take(line) { break }
    }
    for task in running.values { task.cancel() }
    for task in running.values { await task.value }
    outbox.finish()
    await sender.value
    await transport.closeSending()
  }

  /// Handles one line; true ends the connection.
  private func take(_ line: [UInt8]) async -> Bool {
    let data = Data(line)
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: data) else {
      refuse(.null, RPCError.parseErrorCode, "this line is not JSON")
      return false
    }
    guard case .object(let members) = value, case .string(let method)? = members["method"] else {
      var id = JSONValue.null
      if case .object(let members) = value { id = members["id"] ?? .null }
      refuse(id, RPCError.invalidRequestCode, "a request is an object with a method")
      return false
    }
    guard let id = members["id"], id != .null else {
      await notified(method, data)
      return false
    }
    switch method {
    case Method.initialize: initialize(id, data)
    case Method.ping: reply(id, Empty())
    case Method.shutdown:
      reply(id, Empty())
      return true
    case Method.stepPlan, Method.stepApply, Method.stepVerify, Method.stepDestroy, Method.gateCheck:
      start(method, id: id, data: data)
    default: refuse(id, RPCError.methodNotFoundCode, "unknown method '\(method)'")
    }
    return false
  }

  private func initialize(_ id: JSONValue, _ data: Data) {
    guard session == nil else { return refuse(id, RPCError.notInitializedCode, "already initialized") }
    do {
      let params = try JSONDecoder().decode(RPCEnvelope.Params<InitializeParams>.self, from: data).params
      guard let version = ProtocolRange.supported.negotiated(with: params.protocol) else {
        let ours = ProtocolRange.supported
        return refuse(
          id, RPCError.invalidParamsCode,
          "module '\(module.name)' speaks protocol \(ours.min) to \(ours.max), the host \(params.protocol.min) to "
            + "\(params.protocol.max)")
      }
      session = StepSession(module: module, params: params, makeAWS: makeAWS)
      reply(id, InitializeResult(protocol: version, module: PeerInfo(name: module.name, version: module.version)))
    } catch {
      refuse(id, RPCError.invalidParamsCode, "initialize: \(DecodingFault.text(error))")
    }
  }

  private func start(_ method: String, id: JSONValue, data: Data) {
    guard let session else { return refuse(id, RPCError.notInitializedCode, "initialize first") }
    guard case .integer(let number) = id else {
      return refuse(id, RPCError.invalidRequestCode, "request ids are integers here")
    }
    guard running.count < module.maxConcurrentSteps else {
      return refuse(id, RPCError.busyCode, "\(module.maxConcurrentSteps) requests are in hand")
    }
    let key = Int(number)
    let outbox = outbox
    running[key] = Task {
      let progress: @Sendable (String) -> Void = { message in
        let params = ProgressParams(request: key, message: message)
        guard let line = try? JSONEncoder().encode(RPCNotification(method: Method.progress, params: params)) else {
          return
        }
        outbox.yield([UInt8](line))
      }
      await self.answer(method, id: id, data: data, session: session, progress: progress)
      self.finished(key)
    }
  }

  private func answer(
    _ method: String, id: JSONValue, data: Data, session: StepSession, progress: @escaping @Sendable (String) -> Void
  ) async {
    do {
      switch method {
      case Method.stepPlan: reply(id, try await session.plan(decode(data)))
      case Method.stepApply: reply(id, try await session.apply(decode(data), progress: progress))
      case Method.stepVerify: reply(id, try await session.verify(decode(data)))
      case Method.stepDestroy: reply(id, try await session.destroy(decode(data), progress: progress))
      default: reply(id, try await session.checkGate(decode(data)))
      }
    } catch let error as DecodingError {
      refuse(id, RPCError.invalidParamsCode, "\(method): \(DecodingFault.text(error))")
    } catch let error as RPCError {
      refuse(id, error.code, error.message)
    } catch {
      refuse(id, RPCError.internalErrorCode, "\(StepErrors.describe(error))")
    }
  }

  private func decode<Params: Codable & Sendable>(_ data: Data) throws -> Params {
    try JSONDecoder().decode(RPCEnvelope.Params<Params>.self, from: data).params
  }

  private func notified(_ method: String, _ data: Data) async {
    switch method {
    case Method.cancel:
      if let params: CancelParams = try? decode(data) { running[params.request]?.cancel() }
    case Method.credentials:
      if let params: CredentialsParams = try? decode(data) { await session?.renew(params.credentials) }
    default: break
    }
  }

  private func finished(_ key: Int) { running[key] = nil }

  private func reply<Value: Codable & Sendable>(_ id: JSONValue, _ value: Value) {
    guard let line = try? JSONEncoder().encode(RPCResult(id: id, result: value)) else { return }
    outbox.yield([UInt8](line))
  }

  private func refuse(_ id: JSONValue, _ code: Int, _ message: String) {
    let failure = RPCFailure(id: id, error: RPCError(code: code, message: message))
    guard let line = try? JSONEncoder().encode(failure) else { return }
    outbox.yield([UInt8](line))
  }
}

/// Decoding errors in one line.
enum DecodingFault {
  static func text(_ error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      return "'\((context.codingPath.map(\.stringValue) + [key.stringValue]).joined(separator: "."))' is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      return "'\(path(context))' has another type"
    case DecodingError.dataCorrupted(let context):
      return path(context).isEmpty ? context.debugDescription : "'\(path(context))': \(context.debugDescription)"
    default:
      return "\(error)"
    }
  }
}
