import DaiviEngine
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// A request to a module and its answer, beside the same bytes over bare pipes.
enum RoundTrips {
  private static let count = 2_000
  private static let rounds = 7

  static func measure() async throws -> [String: Figure] {
    let child = try ChildProcess.start(
      Path.executable, arguments: ["serve"], environment: [hostCookieVariable: "1"])
    let transport = try DescriptorTransport(reading: child.output, writing: child.input)
    let module = try await RPCModuleConnection(
      client: RPCClient(transport: transport, module: "bench"), module: "bench",
      initialize: InitializeParams(
        host: PeerInfo(name: "DaiviBench", version: "0.1.0"), environment: environment, credentials: nil,
        parameters: [:], workDirectory: Path.current))
    let raw = try RawPipes(line: try sampleLine())
    let clock = ContinuousClock()

    let apply = try await Figure.alternating(rounds: rounds) {
      try await clock.seconds(of: count) {
        for _ in 0..<count {
          let result = try await module.apply(request, maxSeconds: 60) { _ in }
          guard result.outcome == .succeeded else { throw CommandError(.failed, "\(result)") }
        }
      }
    } beside: {
      try await raw.roundTrip(count: count)
    }
    await raw.stop()
    await transport.closeSending()
    _ = await child.wait()
    await transport.close()
    return ["apply": apply]
  }

  /// What the host sends, for bare pipes to carry.
  private static func sampleLine() throws -> [UInt8] {
    [UInt8](try JSONEncoder().encode(RPCRequest(id: 1_000, method: Method.stepApply, params: request)))
  }

  private static let request = StepApplyParams(
    target: "nothing", step: "nothing", token: "00000000-0000-4000-8000-000000000000",
    inputs: ["s3KeyArn": BenchModule.sampleArn, "glueRoleArn": "arn:aws:iam::123456789012:role/daivi-local-glue-role"])

  private static let environment = ModuleEnvironment(
    app: "daivi", env: "bench", account: "123456789012", partition: "aws", primaryRegion: "us-east-1",
    secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:])
}
