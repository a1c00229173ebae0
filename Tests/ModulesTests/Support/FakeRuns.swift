import DaiviModule
import Synchronization

/// A service in memory that runs things: a start answers the run of its client token, a get says how the run is. It
/// stands for EMR Serverless's job runs and for DataZone's data source runs, as those two are documented.
final class FakeRuns: HTTPTransport {
  struct Run: Sendable {
    var id: String
    var token: String
  }

  private struct State {
    var runs: [Run] = []
    /// How each run ends, by the order in which they were started; the last for all that follow.
    var ends: [String]
    var starts = 0
    var losing = 0
    /// What is in the inventory, by name.
    var assets: [String] = []
    /// Searches that do not show it yet.
    var behind = 0
  }

  private let state: Mutex<State>

  init(ends: String...) { state = Mutex(State(ends: ends)) }

  var runs: [Run] { state.withLock { $0.runs } }
  var starts: Int { state.withLock { $0.starts } }

  /// A run that was started before, with this token.
  func hasRun(token: String) {
    state.withLock { $0.runs.append(Run(id: "run\($0.runs.count + 1)", token: token)) }
  }

  /// What the runs have imported.
  func hasAssets(_ names: String...) { state.withLock { $0.assets = names } }

  /// The next searches find nothing of it.
  func searchIsBehind(by searches: Int) { state.withLock { $0.behind = searches } }

  /// The answer to the next start never arrives, although it acts.
  func loseStart() { state.withLock { $0.losing += 1 } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    if request.url.contains("logs.") { return Self.json(Self.logs(request.headers["X-Amz-Target"] ?? "")) }
    return try state.withLock { state in
      let path = request.url.split(separator: "?")[0].split(separator: "/").map(String.init)
      if path.last == "search" {
        state.behind -= 1
        return Self.json(["items": .array(state.behind < 0 ? state.assets.map(Self.asset) : [])])
      }
      guard request.method == "POST" else { return Self.json(description(path.last ?? "", state)) }
      state.starts += 1
      let token = Self.token(request)
      if !state.runs.contains(where: { $0.token == token }) {
        state.runs.append(Run(id: "run\(state.runs.count + 1)", token: token))
      }
      if state.losing > 0 {
        state.losing -= 1
        throw HTTPError(.connectionLost, "gone", host: "https://service", mayHaveBeenSent: true)
      }
      return Self.json(description(state.runs.first { $0.token == token }!.id, state))
    }
  }

  /// A run as both services describe it; each has its own words for the same thing.
  private func description(_ id: String, _ state: State) -> AWSDocument {
    let place = state.runs.firstIndex { $0.id == id } ?? 0
    let end = state.ends[min(place, state.ends.count - 1)]
    return [
      "jobRunId": .string(id), "id": .string(id), "status": .string(end),
      "errorMessage": ["errorType": "ACCESS_DENIED_EXCEPTION", "errorDetail": "no right to it"],
      "jobRun": ["jobRunId": .string(id), "state": .string(end), "stateDetails": "no such column"],
    ]
  }

  private static func asset(_ name: String) -> AWSDocument {
    ["assetItem": ["identifier": "id", "name": .string(name), "typeIdentifier": "amazon.datazone.GlueTableAssetType"]]
  }

  private static func token(_ request: HTTPRequest) -> String {
    guard case .bytes(let bytes) = request.body else { return "" }
    return (try? AWSDocument(json: bytes))?["clientToken"]?.string ?? ""
  }

  private static func logs(_ operation: String) -> AWSDocument {
    operation.hasSuffix("DescribeLogStreams")
      ? ["logStreams": [["logStreamName": "/applications/app/jobs/run1/SPARK_DRIVER/stderr"]]]
      : ["events": [["message": "ValueError: no such column"]]]
  }

  private static func json(_ document: AWSDocument) -> HTTPResponse {
    HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: (try? document.json()) ?? [])
  }
}

extension StepContext {
  /// A context whose AWS is a transport in memory; waiting before a repeated request takes no time.
  static func test(
    _ transport: any HTTPTransport, inputs: [String: String] = [:], token: String = "token-1", resume: Bool = false,
    stackRole: String? = nil
  ) -> StepContext {
    let credentials = StaticCredentialsProvider(AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "example"))
    let configuration = AWSConfiguration(
      region: "us-east-1", credentials: credentials, transport: transport,
      clock: AWSClock(now: AWSClock.system.now, sleep: { _ in }))
    let environment = ModuleEnvironment(
      app: "daivi", env: "test", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
      secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:], stackRole: stackRole)
    return StepContext(
      environment: environment, module: "module", target: "target", inputs: inputs, token: token, resume: resume,
      files: ModuleFiles([:]), workDirectory: "/nowhere", aws: AWS(configuration))
  }
}
