import DaiviAWS
import DaiviModule
import DaiviProtocol
import Synchronization

let testEnvironment = ModuleEnvironment(
  app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
  secondaryRegion: "us-west-2", adminRole: "Admin", tags: ["Owner": "tests"])

extension StepContext {
  /// A context whose AWS is a transport in memory; waiting before a repeated request takes no time.
  static func test(
    _ transport: any HTTPTransport, files: [String: String] = [:], inputs: [String: String] = [:],
    parameters: [String: String] = [:], token: String = "token-1", resume: Bool = false, repair: Bool = false,
    environment: ModuleEnvironment = testEnvironment, workDirectory: String = "/nowhere",
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) -> StepContext {
    let credentials = StaticCredentialsProvider(AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "example"))
    let configuration = AWSConfiguration(
      region: "us-east-1", credentials: credentials, transport: transport,
      clock: AWSClock(now: AWSClock.system.now, sleep: { _ in }))
    return StepContext(
      environment: environment, module: "lake", target: "deploy", inputs: inputs, parameters: parameters,
      token: token, resume: resume, repair: repair, files: ModuleFiles(files), workDirectory: workDirectory,
      aws: AWS(configuration), report: report)
  }
}

/// Remembers lines told from any task.
final class Told: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }
  func tell(_ line: String) { lines.withLock { $0.append(line) } }
}

extension HTTPRequest {
  var bodyText: String {
    if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
  }

  /// The parameters of a form-encoded body.
  var form: [String: String] {
    bodyText.split(separator: "&").reduce(into: [:]) { result, item in
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      result[Self.decoded(parts[0])] = parts.count > 1 ? Self.decoded(parts[1]) : ""
    }
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
