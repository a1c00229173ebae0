import DaiviProtocol
import FoundationEssentials
import Synchronization
import Testing

@testable import DaiviEngine

/// The asking side of a connection, where a request is cancelled or takes too long.
@Suite(.timeLimit(.minutes(10))) struct ConnectionTests {
  private static let step = StepApplyParams(target: "t", step: "s", token: "token-1")

  /// A client, and the module's end of its connection.
  private struct Pair {
    let client: RPCClient
    let module: InMemoryTransport

    init(grace: Duration = .seconds(600), _ carried: (InMemoryTransport) -> any LineTransport = { $0 }) async {
      let (ours, theirs) = InMemoryTransport.pair()
      client = RPCClient(transport: carried(ours), module: "m", grace: grace)
      module = theirs
      await client.start()
    }

    /// Sends the step.
    func apply(maxSeconds: Int = 600) async throws -> StepApplyResult {
      try await client.call(Method.stepApply, ConnectionTests.step, maxSeconds: maxSeconds)
    }

    /// The method and the id of the next line; a cancel has that of the request.
    func next() async throws -> (method: String, id: Int) {
      struct Line: Decodable {
        struct Params: Decodable { var request: Int? }
        var method: String
        var id: Int?
        var params: Params?
      }
      let line = try #require(try await module.receive())
      let message = try JSONDecoder().decode(Line.self, from: Data(line))
      return (message.method, message.id ?? message.params?.request ?? 0)
    }

    func answer(_ id: Int, _ outcome: String = "succeeded") async throws {
      try await module.send(Array(#"{"jsonrpc":"2.0","id":\#(id),"result":{"outcome":"\#(outcome)"}}"#.utf8))
    }
  }

  private static let timedOut = ConnectionError.timedOut(module: "m", method: "step/apply", seconds: 1)

  @Test func aRequestWhoseTimeIsOverIsInHandUntilTheModuleStopped() async throws {
    let pair = await Pair()
    let isOver = Mutex(false)
    let call = Task {
      defer { isOver.withLock { $0 = true } }
      return try await pair.apply(maxSeconds: 1)
    }
    #expect(try await pair.next() == ("step/apply", 1))
    #expect(try await pair.next() == ("cancel", 1))
    async let other = pair.apply()
    try await pair.answer(try await pair.next().id)
    #expect(try await other.outcome == .succeeded)
    #expect(!isOver.withLock { $0 }, "its place at the module was free while the module worked")
    try await pair.answer(1, "cancelled")
    await #expect(throws: Self.timedOut) { try await call.value }
    #expect(await !pair.client.hasEnded, "a module that stops when it is told stays")
  }

  @Test func aModuleThatDoesNotStopIsGivenUp() async throws {
    let pair = await Pair(grace: .milliseconds(20))
    await #expect(throws: Self.timedOut) { try await pair.apply(maxSeconds: 1) }
    #expect(await pair.client.hasEnded, "the next step gets a new process")
    #expect(try await pair.next().method == "step/apply")
    #expect(try await pair.next().method == "cancel")
    #expect(try await pair.module.receive() == nil, "and this one is told by the end of its stdin")
  }

  @Test func whatElseTheModuleHasInHandIsNotEndedForIt() async throws {
    let pair = await Pair(grace: .milliseconds(20))
    async let other = pair.apply()
    #expect(try await pair.next() == ("step/apply", 1))
    let stuck = Task { try await pair.apply(maxSeconds: 1) }
    #expect(try await pair.next() == ("step/apply", 2))
    #expect(try await pair.next() == ("cancel", 2))
    // Five times the grace: a client that ends for it would have.
    try await Task.sleep(for: .milliseconds(100))
    #expect(await !pair.client.hasEnded)
    try await pair.answer(1)
    #expect(try await other.outcome == .succeeded)
    await #expect(throws: Self.timedOut) { try await stuck.value }
    #expect(await pair.client.hasEnded)
  }

  @Test func aCancelledTaskSendsNothing() async throws {
    let pair = await Pair()
    let call = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await pair.apply()
    }
    await #expect(throws: CancellationError.self) { try await call.value }
    async let later = pair.apply()
    let first = try await pair.next()
    #expect(first.method == "step/apply")
    try await pair.answer(first.id)
    #expect(try await later.outcome == .succeeded, "the first line is the later request's")
  }

  @Test func aCancelFollowsItsRequest() async throws {
    let gate = Latch()
    let reached = Latch()
    let pair = await Pair { GatedTransport($0, holding: "step/apply", until: gate, reached: reached) }
    let call = Task { try await pair.apply() }
    await reached.wait()
    call.cancel()
    // The request is on its way: a cancel that overtook it would be ignored as one of nothing.
    try await Task.sleep(for: .milliseconds(50))
    gate.open()
    #expect(try await pair.next() == ("step/apply", 1))
    #expect(try await pair.next() == ("cancel", 1))
    try await pair.answer(1, "cancelled")
    #expect(try await call.value.outcome == .cancelled)
  }

  /// A connection on which lines with some words wait before they are sent.
  private final class GatedTransport: LineTransport {
    private let base: InMemoryTransport
    private let words: String
    private let gate: Latch
    private let reached: Latch

    init(_ base: InMemoryTransport, holding words: String, until gate: Latch, reached: Latch) {
      self.base = base
      self.words = words
      self.gate = gate
      self.reached = reached
    }

    func send(_ line: [UInt8]) async throws {
      if String(decoding: line, as: UTF8.self).replacing("\\/", with: "/").contains(words) {
        reached.open()
        await gate.wait()
      }
      try await base.send(line)
    }

    func receive() async throws -> [UInt8]? { try await base.receive() }
    func closeSending() async { await base.closeSending() }
    func close() async { await base.close() }
  }
}
