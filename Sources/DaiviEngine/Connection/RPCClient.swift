import DaiviProtocol
import FoundationEssentials

/// The asking side of a connection: sends requests, matches replies by id, passes notifications on.
///
/// A call returns when the module has nothing to do for it any more: it answered, or it is gone. So whoever counts
/// calls counts what the module works on. The actor guards the table of requests in hand. Reading runs in its own task
/// and never waits for sending.
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

  /// A request in hand.
  private struct Request {
    var method: String
    var progress: (@Sendable (String) -> Void)?
    var answer: CheckedContinuation<[UInt8], any Error>
    /// The module has its line.
    var isSent = false
    /// The module is to stop working on it. It is told when it has the line, for a `cancel` of nothing is ignored.
    var isCancelled = false
    /// Its time is over: this is what the caller gets, whatever is answered.
    var timeout: ConnectionError?
    /// The module did not stop either.
    var isGivenUp = false
  }

  private let transport: any LineTransport
  private let module: String
  private let handlers: Handlers
  private let grace: Duration
  private var nextID = 1
  private var requests: [Int: Request] = [:]
  private var ended: (any Error)?
  /// True once nothing can be asked any more: the other side is gone, or did not keep the protocol.
  public var hasEnded: Bool { ended != nil }
  private var reader: Task<Void, Never>?

  /// - Parameter grace: how long a module that was told to stop, because a request's time is over, may take to answer.
  public init(
    transport: any LineTransport, module: String, handlers: Handlers = Handlers(), grace: Duration = .seconds(5)
  ) {
    self.transport = transport
    self.module = module
    self.handlers = handlers
    self.grace = grace
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

  /// One request and its typed result. When the task is cancelled the module is told, and its answer awaited; what was
  /// not sent by then never is.
  ///
  /// Past `maxSeconds` the module is told to stop and the call fails when it has. A module that does not stop is given
  /// up: once it has nothing else in hand the connection ends, and the next request needs a new process.
  /// - Throws: `ConnectionError`, the module's `RPCError`, or `CancellationError` when nothing was sent.
  public func call<Params: Codable & Sendable, Value: Codable & Sendable>(
    _ method: String, _ params: Params, returning: Value.Type = Value.self, maxSeconds: Int = 600,
    progress handler: (@Sendable (String) -> Void)? = nil
  ) async throws -> Value {
    if let ended { throw ended }
    try Task.checkCancellation()
    let id = nextID
    nextID += 1
    let line = try [UInt8](JSONEncoder().encode(RPCRequest(id: id, method: method, params: params)))
    let deadline = Task {
      try await Task.sleep(for: .seconds(maxSeconds))
      try await self.expire(id, seconds: maxSeconds)
    }
    defer { deadline.cancel() }
    let reply = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        requests[id] = Request(method: method, progress: handler, answer: continuation)
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
    let left = requests
    requests = [:]
    for request in left.values { request.answer.resume(throwing: request.timeout ?? ended ?? error) }
  }

  private func send(_ line: [UInt8], for id: Int) async {
    guard let request = requests[id] else { return }
    if request.isCancelled {
      requests[id] = nil
      request.answer.resume(throwing: request.timeout ?? CancellationError())
      return await endIfGivenUp()
    }
    do {
      try await transport.send(line)
    } catch {
      // The reader knows best why the connection ended; this request alone fails if it is still open.
      requests.removeValue(forKey: id)?.answer.resume(throwing: ended ?? ConnectionError.closed(module: module))
      return await endIfGivenUp()
    }
    requests[id]?.isSent = true
    if requests[id]?.isCancelled == true { await tellToStop(id) }
  }

  private func cancel(_ id: Int) async {
    guard let request = requests[id], !request.isCancelled else { return }
    requests[id]?.isCancelled = true
    if request.isSent { await tellToStop(id) }
  }

  private func tellToStop(_ id: Int) async {
    try? await notify(Method.cancel, CancelParams(request: id))
  }

  /// Runs in the request's deadline task, which ends with the request.
  private func expire(_ id: Int, seconds: Int) async throws {
    guard let request = requests[id] else { return }
    requests[id]?.timeout = ConnectionError.timedOut(
      module: module, method: request.method, seconds: seconds, begun: transport.bytesOfUnfinishedLine)
    // Not awaited: a module that does not read takes no time away from the grace.
    Task { await self.cancel(id) }
    try await Task.sleep(for: grace)
    requests[id]?.isGivenUp = true
    await endIfGivenUp()
  }

  private func endIfGivenUp() async {
    guard let timeout = givenUp else { return }
    end(timeout)
    await transport.close()
  }

  /// Why the connection must end now: all that is in hand was given up. What others wait for is not ended for it.
  private var givenUp: ConnectionError? {
    guard requests.values.allSatisfy(\.isGivenUp) else { return nil }
    return requests.min { $0.key < $1.key }?.value.timeout
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
      guard let request = requests.removeValue(forKey: Int(id)) else {
        if ended != nil { return }
        throw ConnectionError.answeredTwice(module: module, line: Self.excerpt(line))
      }
      if let timeout = request.timeout {
        request.answer.resume(throwing: timeout)
      } else if let error = envelope.error {
        request.answer.resume(throwing: error)
      } else {
        request.answer.resume(returning: line)
      }
      if let timeout = givenUp { throw timeout }
      return
    }
    switch method {
    case Method.progress:
      if let message = try? JSONDecoder().decode(RPCEnvelope.Params<ProgressParams>.self, from: data).params {
        requests[message.request]?.progress?(message.message)
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
