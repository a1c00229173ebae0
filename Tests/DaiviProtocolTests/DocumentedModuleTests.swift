import Foundation
import Testing

@testable import DaiviProtocol

/// The module that the specification prints works as it stands there.
@Suite struct DocumentedModuleTests {
  /// The module from the page, running, and our end of its connection.
  private final class Running {
    let process = Process()
    let transport: DescriptorTransport
    private let directory: URL
    private var nextID = 0

    init(_ words: [String] = ["serve"], cookie: Bool = true) throws {
      directory = URL(filePath: NSTemporaryDirectory()).appending(path: "daivi-hello-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      let block = try #require(ProtocolDocument.shared.blocks.first { $0.name == "daivi-hello" })
      let script = directory.appending(path: "daivi-hello")
      try block.text.write(to: script, atomically: false, encoding: .utf8)
      let (input, output) = (Pipe(), Pipe())
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["python3", script.path()] + words
      process.environment = ProcessInfo.processInfo.environment.filter { $0.key == "PATH" || $0.key == "HOME" }
      if cookie { process.environment?[hostCookieVariable] = "1" }
      (process.standardInput, process.standardOutput) = (input, output)
      try process.run()
      transport = try DescriptorTransport(
        reading: dup(output.fileHandleForReading.fileDescriptor),
        writing: dup(input.fileHandleForWriting.fileDescriptor))
      for handle in [input.fileHandleForWriting, output.fileHandleForReading] { try handle.close() }
    }

    deinit {
      process.terminate()
      try? FileManager.default.removeItem(at: directory)
    }

    var greeting: String? { try? String(contentsOf: directory.appending(path: "greeting.txt"), encoding: .utf8) }

    func edit(_ text: String) throws {
      try text.write(to: directory.appending(path: "greeting.txt"), atomically: false, encoding: .utf8)
    }

    /// One request and its typed result.
    func call<Params: Codable & Sendable, Value: Codable & Sendable>(
      _ method: String, _ params: Params, returning: Value.Type = Value.self
    ) async throws -> Value {
      nextID += 1
      let request = RPCRequest(id: nextID, method: method, params: params)
      try await transport.send([UInt8](JSONEncoder().encode(request)))
      let data = Data(try #require(try await transport.receive()))
      let envelope = try JSONDecoder().decode(RPCEnvelope.self, from: data)
      #expect(envelope.id == .integer(Int64(nextID)))
      if let error = envelope.error { throw error }
      return try JSONDecoder().decode(RPCEnvelope.Result<Value>.self, from: data).result
    }

    func initialize(_ range: ProtocolRange = .supported) async throws -> InitializeResult {
      let environment = ModuleEnvironment(
        app: "daivi", env: "dev", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
        secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:])
      return try await call(
        Method.initialize,
        InitializeParams(
          protocol: range, host: PeerInfo(name: "test", version: "0"), environment: environment, credentials: nil,
          parameters: ["greeting": "good morning ☀"], workDirectory: directory.path()))
    }
  }

  private let apply = StepApplyParams(target: "write-greeting", step: "file", token: "token-1")
  private let verify = StepVerifyParams(target: "write-greeting", step: "file", inputs: [:])

  @Test func itPlansAppliesNoticesDriftRepairsAndLeavesNothing() async throws {
    let module = try Running()
    #expect(try await module.initialize().module == PeerInfo(name: "hello", version: "0.1.0"))
    let plan = StepPlanParams(target: "write-greeting", step: "file", inputs: [:])
    #expect(try await module.call(Method.stepPlan, plan, returning: StepPlanResult.self).changes[0].action == .create)

    let done = try await module.call(Method.stepApply, apply, returning: StepApplyResult.self)
    #expect(done.outcome == .succeeded && done.outputs["path"]?.hasSuffix("greeting.txt") == true)
    #expect(module.greeting == "good morning ☀")
    #expect(try await module.call(Method.stepPlan, plan, returning: StepPlanResult.self).changes[0].action == .skip)

    try module.edit("drifted")
    #expect(
      try await module.call(Method.stepVerify, verify, returning: StepVerifyResult.self).checks[0].status == .failed)
    _ = try await module.call(Method.stepApply, apply, returning: StepApplyResult.self)
    #expect(
      try await module.call(Method.stepVerify, verify, returning: StepVerifyResult.self).checks[0].status == .passed)

    let gone = try await module.call(Method.stepDestroy, apply, returning: StepApplyResult.self)
    #expect(gone.outcome == .succeeded && module.greeting == nil)
    _ = try await module.call(Method.stepDestroy, apply, returning: StepApplyResult.self)

    _ = try await module.call(Method.shutdown, Empty(), returning: Empty.self)
    #expect(try await module.transport.receive() == nil)
    module.process.waitUntilExit()
    #expect(module.process.terminationStatus == 0)
  }

  @Test func itRefusesAsThePageSays() async throws {
    let module = try Running()
    func code(_ body: () async throws -> Void) async -> Int? {
      do { try await body() } catch { return (error as? RPCError)?.code }
      return nil
    }
    #expect(await code { _ = try await module.call("step/apply", apply, returning: Empty.self) } == -32002)
    #expect(await code { _ = try await module.initialize(ProtocolRange(min: 2, max: 3)) } == -32602)
    _ = try await module.initialize()
    #expect(await code { _ = try await module.initialize() } == -32002)
    #expect(await code { _ = try await module.call("step/dance", Empty(), returning: Empty.self) } == -32601)
    let other = StepApplyParams(target: "other", step: "file", token: "t")
    #expect(await code { _ = try await module.call("step/apply", other, returning: Empty.self) } == -32602)

    try await module.transport.send("{\"id\":")
    #expect(try await module.transport.receiveText()?.contains("-32700") == true)
    try await module.transport.send(#"{"jsonrpc":"2.0","method":"later/notification","params":{}}"#)
    _ = try await module.call(Method.ping, Empty(), returning: Empty.self)
    await module.transport.closeSending()
    #expect(try await module.transport.receive() == nil)
    module.process.waitUntilExit()
    #expect(module.process.terminationStatus == 0, "the end of stdin ends it in order")
  }

  @Test func itDescribesItselfAndSendsAPersonElsewhere() async throws {
    let described = try Running(["describe"], cookie: false)
    let manifest = try JSONDecoder().decode(
      ModuleManifest.self, from: Data(try #require(try await described.transport.receive())))
    #expect(manifest.module == "hello" && manifest.targets.map(\.name) == ["write-greeting"])
    #expect(manifest.maxConcurrentSteps == 1 && manifest.targets[0].steps[0].resume == .repeat)

    let refused = try Running(cookie: false)
    #expect(try await refused.transport.receive() == nil)
    refused.process.waitUntilExit()
    #expect(refused.process.terminationStatus == 2)
  }
}
