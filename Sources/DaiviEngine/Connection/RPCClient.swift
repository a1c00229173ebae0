import DaiviProtocol
import FoundationEssentials

/// The asking side of a connection: sends requests, matches replies by id, passes notifications on.
///
/// The actor guards the table of requests in hand. Reading runs in its own task and never waits for sending.
public actor RPCClient {
  /// What the module says outside of replies.
  public struct Handlers: Sendable {
    public var log: @Sendable (LogParams) -> Void
    /// Asked once, when the other side closed: why (a process knows its exit status and last words).
    public var closed: (@Sendable () async -> any Error)?

    public init(
      log: @escaping @Sendable (LogParams) -> Void = { _ in }, closed: (@Sendable () async -> any Error)? = nil
    ) {
      self.log = log
      self.closed = closed
    }
  }

  private let transport: any LineTransport
  private let module: String
  private let handlers: Handlers
  private var nextID = 1
  private var pending: [Int: CheckedContinuation<[UInt8], any Error>] = [:]
  private var progress: [Int: @Sendable (String) -> Void] = [:]
  /// Requests that were given up: their answers may still come.
  private var expired: Set<Int> = []
  private var ended: (any Error)?
  /// True once nothing can be asked any more: the other side is gone, or did not keep the protocol.
  public var hasEnded: Bool { ended != nil }
  private var reader: Task<Void, Never>?

  public init(transport: any LineTransport, module: String, handlers: Handlers = Handlers()) {
    self.transport = transport
    self.module = module
    self.handlers = handlers
  }

  /// Starts reading; call once before the first request.
  public func start() {
    reader = Task { await read() }
  }

  private func read() async {
    do {
      while let line = try await transport.receive() { try take(line) }
      end(await handlers.closed?() ?? ConnectionError.closed(module: module))
    } catch let error as ConnectionError {
      await transport.close()
      end(error)
    } catch FramingError.truncated where handlers.closed != nil {
      // It died while it wrote: how it died says more than that half a line is left.
      end(await handlers.closed?() ?? ConnectionError.closed(module: module))
    } catch {
      await transport.close()
      end(ConnectionError.badStream(module: module, why: "\(error)"))
    }
  }

  /// One request and its typed result. When the task is cancelled the module is told, and its answer awaited.
  /// - Parameter maxSeconds: the hard maximum; past it the module is told to stop and no answer is waited for.
  public func call<Params: Codable & Sendable, Value: Codable & Sendable>(
    _ method: String, _ params: Params, returning: Value.Type = Value.self, maxSeconds: Int = 600,
    progress handler: (@Sendable (String) -> Void)? = nil
  ) async throws -> Value {
    if let ended { throw ended }
    let id = nextID
    nextID += 1
    let line = try [UInt8](JSONEncoder().encode(RPCRequest(id: id, method: method, params: params)))
    progress[id] = handler
    let deadline = Task {
      try await Task.sleep(for: .seconds(maxSeconds))
      await self.expire(id, method: method, seconds: maxSeconds)
    }
    defer {
      progress[id] = nil
      deadline.cancel()
    }
    let reply = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        pending[id] = continuation
        Task { await self.send(line, for: id) }
      }
    } onCancel: {
      Task { await self.cancel(id) }
    }
    return try decode(reply, method: method)
  }

  /// Tells the module something; nobody answers.
  public func notify<Params: Codable & Sendable>(_ method: String, _ params: Params) async throws {
    try await transport.send([UInt8](JSONEncoder().encode(RPCNotification(method: method, params: params))))
  }

  /// Fails everything in hand with an error that says more than "closed", and reads no further.
  public func end(_ error: any Error) {
    if ended == nil { ended = error }
    let waiting = pending
    pending = [:]
    for continuation in waiting.values { continuation.resume(throwing: ended ?? error) }
  }

  private func send(_ line: [UInt8], for id: Int) async {
    do {
      try await transport.send(line)
    } catch {
      // The reader knows best why the connection ended; this request alone fails if it is still open.
      pending.removeValue(forKey: id)?.resume(throwing: ended ?? ConnectionError.closed(module: module))
    }
  }

  private func cancel(_ id: Int) async {
    guard pending[id] != nil else { return }
    try? await notify(Method.cancel, CancelParams(request: id))
  }

  private func expire(_ id: Int, method: String, seconds: Int) async {
    guard let waiting = pending.removeValue(forKey: id) else { return }
    expired.insert(id)
    waiting.resume(
      throwing: ConnectionError.timedOut(
        module: module, method: method, seconds: seconds, begun: transport.bytesOfUnfinishedLine))
    try? await notify(Method.cancel, CancelParams(request: id))
  }

  private func take(_ line: [UInt8]) throws {
    let data = Data(line)
    guard let envelope = try? JSONDecoder().decode(RPCEnvelope.self, from: data), envelope.jsonrpc == "2.0" else {
      throw ConnectionError.notProtocol(module: module, line: Self.excerpt(line))
    }
    guard let method = envelope.method else {
      guard case .integer(let id)? = envelope.id, id > 0, id < nextID else {
        throw ConnectionError.unexpectedReply(module: module, line: Self.excerpt(line))
      }
      guard let continuation = pending.removeValue(forKey: Int(id)) else {
        if expired.remove(Int(id)) != nil || ended != nil { return }
        throw ConnectionError.answeredTwice(module: module, line: Self.excerpt(line))
      }
      if let error = envelope.error {
        continuation.resume(throwing: error)
      } else {
        continuation.resume(returning: line)
      }
      return
    }
    switch method {
    case Method.progress:
      if let message = try? JSONDecoder().decode(RPCEnvelope.Params<ProgressParams>.self, from: data).params {
        progress[message.request]?(message.message)
      }
    case Method.log:
      if let message = try? JSONDecoder().decode(RPCEnvelope.Params<LogParams>.self, from: data).params {
        handlers.log(message)
      }
    default:
      break  // A newer module may tell more than we know.
    }
  }

  private func decode<Value: Codable & Sendable>(_ line: [UInt8], method: String) throws -> Value {
    do {
      return try JSONDecoder().decode(RPCEnvelope.Result<Value>.self, from: Data(line)).result
    } catch {
      throw ConnectionError.badResult(module: module, method: method, line: Self.excerpt(line))
    }
  }

  private static func excerpt(_ line: [UInt8]) -> String {
    let text = String(decoding: line.prefix(120), as: UTF8.self)
    return line.count > 120 ? text + "..." : text
  }
}
