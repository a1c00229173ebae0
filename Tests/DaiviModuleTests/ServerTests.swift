import DaiviAWS
import DaiviModule
import DaiviProtocol
import FoundationEssentials
import Testing

/// A module's server, spoken to line by line as a host would, and as a careless one would.
@Suite(.timeLimit(.minutes(10))) struct ServerTests {
  /// A module with a quick step, one that waits until it is cancelled, and one that fails.
  private static func module(concurrent: Int = 4) -> Module {
    func custom(_ id: String, _ apply: @escaping Custom.Action) -> Custom {
      Custom(
        id, id, checks: [CheckDeclaration(id: "look", title: "look")], apply: apply,
        verify: { _ in throw StepError(message: "cannot look") })
    }
    @Sendable func answer(_ code: String, isLost: Bool) -> AWSError {
      AWSError(service: "Glue", operation: "GetTable", code: code, message: "no", isRetryable: isLost)
    }
    return Module("m", version: "1.0.0", title: "M", maxConcurrentSteps: concurrent) {
      Target("t", "T") {
        custom("quick") { context in
          context.progress("one")
          context.progress("two")
          return StepSuccess(outputs: [
            "token": context.token, "resume": "\(context.resume)", "app": context.environment.app,
          ])
        }
        custom("wait") { context in
          context.progress("waiting")
          try await Task.sleep(for: .seconds(3600))
          return StepSuccess()
        }
        custom("early") { context in
          // As Glue answers while it does not know a new role: the second time it does.
          if context.resume { return StepSuccess(detail: "resumed under \(context.token)") }
          throw AWSError(
            service: "Glue", operation: "StartJobRun", code: "InvalidInputException",
            message: "Role should be given assume role permissions for Glue Service.")
        }
        custom("together") { context in
          // Two grants on one table at once.
          if context.resume { return StepSuccess(detail: "resumed under \(context.token)") }
          throw AWSError(
            service: "LakeFormation", operation: "GrantPermissions", code: "ConcurrentModificationException",
            message: "Please retry in a short while")
        }
        for (id, code, lost) in [("silent", "Timeout", true), ("gone", "AccessDenied", false)] {
          Custom(
            id, id, checks: [CheckDeclaration(id: "look", title: "look")], apply: { _ in StepSuccess() },
            verify: { _ in throw answer(code, isLost: lost) })
          Gate.condition("\(id)-gate", id, minutes: 90) { _ in throw answer(code, isLost: lost) }
        }
        custom("fail") { _ in throw StepError(message: "no", service: "S3", code: "AccessDenied", requestID: "r-1") }
      }
    }
  }

  /// The host's end of a connection to a server that runs.
  private struct Host {
    let transport: InMemoryTransport
    let serving: Task<Void, any Error>

    init(_ module: Module = ServerTests.module(), initialized: Bool = true) async throws {
      let (ours, theirs) = InMemoryTransport.pair()
      transport = ours
      let server = RPCServer(module, transport: theirs)
      serving = Task { try await server.serve() }
      if initialized {
        let params = InitializeParams(
          host: PeerInfo(name: "test", version: "1"), environment: testEnvironment, credentials: nil, parameters: [:],
          workDirectory: "/nowhere")
        try await send(RPCRequest(id: 1, method: Method.initialize, params: params))
        let reply = try await receive()
        #expect(reply["id"] == .integer(1))
        #expect(reply["result"] != nil)
      }
    }

    func send(_ value: some Encodable) async throws { try await transport.send([UInt8](JSONEncoder().encode(value))) }
    func send(line: String) async throws { try await transport.send(Array(line.utf8)) }

    func receive() async throws -> [String: JSONValue] {
      let line = try #require(try await transport.receive())
      guard case .object(let members) = try JSONDecoder().decode(JSONValue.self, from: Data(line)) else { return [:] }
      return members
    }

    func apply(_ id: Int, _ step: String, resume: Bool = false) async throws {
      let params = StepApplyParams(target: "t", step: step, token: "token-\(id)", resume: resume)
      try await send(RPCRequest(id: id, method: Method.stepApply, params: params))
    }

    func code(_ reply: [String: JSONValue]) -> Int64? {
      guard case .object(let error)? = reply["error"], case .integer(let code)? = error["code"] else { return nil }
      return code
    }

    func end() async throws {
      await transport.closeSending()
      try await serving.value
    }
  }

  private func member(_ value: JSONValue?, _ name: String) -> JSONValue? {
    if case .object(let members)? = value { members[name] } else { nil }
  }

  @Test func progressComesBeforeTheReplyAndInOrder() async throws {
    let host = try await Host()
    try await host.apply(2, "quick")
    let lines = [try await host.receive(), try await host.receive(), try await host.receive()]
    #expect(lines.map { member($0["params"], "message") } == [.string("one"), .string("two"), nil])
    #expect(lines[2]["id"] == .integer(2))
    try await host.end()
  }

  @Test func aStepSeesItsTokenAndThatItIsResumed() async throws {
    let host = try await Host()
    try await host.apply(7, "quick", resume: true)
    _ = try await host.receive()
    _ = try await host.receive()
    let outputs = member(try await host.receive()["result"], "outputs")
    #expect(outputs == .object(["token": .string("token-7"), "resume": .string("true"), "app": .string("daivi")]))
    try await host.end()
  }

  /// A role that is not known everywhere yet, and two changes of one thing at once.
  @Test(arguments: ["early", "together"]) func aRefusalThatPassesIsAskedAgain(_ step: String) async throws {
    let host = try await Host()
    try await host.apply(9, step)
    #expect(member(try await host.receive()["params"], "message").map { "\($0)".contains("trying again") } == true)
    let result = try await host.receive()["result"]
    #expect(member(result, "outcome") == .string("succeeded"))
    #expect(member(result, "detail") == .string("resumed under token-9"))
    try await host.end()
  }

  @Test func aFailureIsAResultWithWhatAWSSaid() async throws {
    let host = try await Host()
    try await host.apply(2, "fail")
    let result = try await host.receive()["result"]
    #expect(member(result, "outcome") == .string("failed"))
    #expect(member(member(result, "error"), "message") == .string("no"))
    #expect(member(member(result, "error"), "requestID") == .string("r-1"))
    try await host.end()
  }

  @Test func aCheckThatCannotLookHasFailed() async throws {
    let host = try await Host()
    try await host.send(
      RPCRequest(id: 2, method: Method.stepVerify, params: StepVerifyParams(target: "t", step: "quick", inputs: [:])))
    guard case .array(let checks)? = member(try await host.receive()["result"], "checks") else {
      Issue.record("no checks")
      return
    }
    #expect(checks.map { member($0, "status") } == [.string("failed")])
    #expect(checks.map { member($0, "detail") } == [.string("cannot look")])
    try await host.end()
  }

  private func verify(_ step: String, _ host: Host) async throws -> [String: JSONValue] {
    try await host.send(
      RPCRequest(id: 2, method: Method.stepVerify, params: StepVerifyParams(target: "t", step: step, inputs: [:])))
    return try await host.receive()
  }

  @Test func thatAWSDoesNotAnswerFailsNoCheck() async throws {
    let host = try await Host()
    #expect(host.code(try await verify("silent", host)) == Int64(RPCError.internalErrorCode))
    try await host.end()
  }

  @Test func whatAWSRefusesFailsTheCheck() async throws {
    let host = try await Host()
    guard case .array(let checks)? = member(try await verify("gone", host)["result"], "checks") else {
      Issue.record("no checks")
      return
    }
    #expect(checks.map { member($0, "status") } == [.string("failed")])
    try await host.end()
  }

  private func gate(_ id: Int, _ step: String, _ host: Host) async throws -> [String: JSONValue] {
    try await host.send(
      RPCRequest(id: id, method: Method.gateCheck, params: GateCheckParams(target: "t", step: step, inputs: [:])))
    return try await host.receive()
  }

  @Test func oneLostAnswerEndsNoWait() async throws {
    let host = try await Host()
    let result = try await gate(2, "silent-gate", host)["result"]
    #expect(member(result, "state") == .string("waiting"))
    #expect(member(result, "detail") == .string("Glue GetTable: Timeout: no"))
    #expect(host.code(try await gate(3, "gone-gate", host)) == Int64(RPCError.internalErrorCode))
    try await host.end()
  }

  @Test func aCancelledStepStillGetsItsReply() async throws {
    let host = try await Host()
    try await host.apply(2, "wait")
    #expect(member(try await host.receive()["params"], "message") == .string("waiting"))
    try await host.send(RPCNotification(method: Method.cancel, params: CancelParams(request: 2)))
    let reply = try await host.receive()
    #expect(reply["id"] == .integer(2))
    #expect(member(reply["result"], "outcome") == .string("cancelled"))
    try await host.end()
  }

  @Test func moreThanItTakesAtOnceIsRefusedAsBusy() async throws {
    let host = try await Host(Self.module(concurrent: 1))
    try await host.apply(2, "wait")
    _ = try await host.receive()
    try await host.apply(3, "quick")
    let reply = try await host.receive()
    #expect(reply["id"] == .integer(3))
    #expect(host.code(reply) == Int64(RPCError.busyCode))
    try await host.end()
  }

  @Test func stepsBeforeInitializeAreRefused() async throws {
    let host = try await Host(initialized: false)
    try await host.apply(2, "quick")
    #expect(host.code(try await host.receive()) == Int64(RPCError.notInitializedCode))
    try await host.end()
  }

  @Test func whatCannotBeUnderstoodIsAnsweredAllTheSame() async throws {
    let host = try await Host()
    let cases: [(line: String, id: JSONValue, code: Int)] = [
      ("this is not JSON", .null, RPCError.parseErrorCode),
      (#"{"jsonrpc":"2.0","id":9}"#, .integer(9), RPCError.invalidRequestCode),
      (#"[1,2]"#, .null, RPCError.invalidRequestCode),
      (#"{"jsonrpc":"2.0","id":10,"method":"step/dance","params":{}}"#, .integer(10), RPCError.methodNotFoundCode),
      (
        #"{"jsonrpc":"2.0","id":11,"method":"step/apply","params":{"step":"quick"}}"#, .integer(11),
        RPCError.invalidParamsCode
      ),
      (
        #"{"jsonrpc":"2.0","id":12,"method":"step/apply","params":{"target":"t","step":"none","token":"x","resume":false,"repair":false,"inputs":{}}}"#,
        .integer(12), RPCError.invalidParamsCode
      ),
      (#"{"jsonrpc":"2.0","id":"x","method":"step/apply","params":{}}"#, .string("x"), RPCError.invalidRequestCode),
      (#"{"jsonrpc":"2.0","id":13,"method":"initialize","params":{}}"#, .integer(13), RPCError.notInitializedCode),
    ]
    for (line, id, code) in cases {
      try await host.send(line: line)
      let reply = try await host.receive()
      #expect(reply["id"] == id, "\(line)")
      #expect(host.code(reply) == Int64(code), "\(line)")
    }
    // After all that it works as ever.
    try await host.send(RPCRequest(id: 20, method: Method.ping, params: Empty()))
    #expect(try await host.receive()["id"] == .integer(20))
    try await host.end()
  }

  @Test func unknownNotificationsAndFieldsAreIgnored() async throws {
    let host = try await Host()
    try await host.send(line: #"{"jsonrpc":"2.0","method":"weather","params":{"sun":true}}"#)
    try await host.send(line: #"{"jsonrpc":"2.0","id":2,"method":"ping","params":{"later":1},"more":2}"#)
    #expect(try await host.receive()["id"] == .integer(2))
    try await host.end()
  }

  @Test func closingItsInputEndsTheServerAndWhatItDoes() async throws {
    let host = try await Host()
    try await host.apply(2, "wait")
    _ = try await host.receive()
    try await host.end()
  }

  @Test func aHostOfAnotherProtocolIsToldBothRanges() async throws {
    let host = try await Host(initialized: false)
    let params = InitializeParams(
      protocol: ProtocolRange(min: 7, max: 9), host: PeerInfo(name: "test", version: "1"), environment: testEnvironment,
      credentials: nil, parameters: [:], workDirectory: "/nowhere")
    try await host.send(RPCRequest(id: 1, method: Method.initialize, params: params))
    let reply = try await host.receive()
    guard case .string(let message)? = member(reply["error"], "message") else {
      Issue.record("no message")
      return
    }
    #expect(message.contains("the host 7 to 9"))
    try await host.end()
  }
}
