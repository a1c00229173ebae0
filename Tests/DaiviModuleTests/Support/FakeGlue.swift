import DaiviAWS
import DaiviProtocol
import FoundationEssentials
import Synchronization

/// Glue's job runs in memory: no idempotency token, as on AWS, and answers that can be lost.
final class FakeGlue: HTTPTransport {
  private struct State {
    var runs: [(id: String, token: String?)] = []
    var outcome = #""SUCCEEDED""#
    var busy = 0
    var losing = 0
    var operations: [String] = []
  }

  private let state = Mutex(State())

  var operations: [String] { state.withLock { $0.operations } }
  var runs: Int { state.withLock { $0.runs.count } }

  /// A run that was started before.
  func hasRun(_ id: String, token: String) { state.withLock { $0.runs.append((id, token)) } }
  /// How runs end, and what Glue says of it.
  func runsEnd(_ status: String, _ message: String) {
    state.withLock { $0.outcome = "\"\(status)\",\"ErrorMessage\":\"\(message)\"" }
  }
  /// The next starts are refused because another run is under way.
  func isBusy(times: Int) { state.withLock { $0.busy = times } }
  /// The answers to the next starts never arrive, although the job starts.
  func loseStarts(_ count: Int) { state.withLock { $0.losing = count } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let operation = request.headers["X-Amz-Target"]?.split(separator: ".").last.map(String.init) ?? request.method
    let input = (try? JSONDecoder().decode(JSONValue.self, from: Data(request.bodyText.utf8))) ?? .null
    return try state.withLock { state in
      state.operations.append(operation)
      switch operation {
      case "StartJobRun":
        if state.busy > 0 {
          state.busy -= 1
          return json(#"{"__type":"ConcurrentRunsExceededException","message":"too many"}"#, status: 400)
        }
        let id = "jr_\(state.runs.count + 1)"
        state.runs.insert((id, Self.token(input)), at: 0)
        if state.losing > 0 {
          state.losing -= 1
          throw HTTPError(.connectionLost, "gone", host: "https://glue", mayHaveBeenSent: true)
        }
        return json("{\"JobRunId\":\"\(id)\"}")
      case "GetJobRun":
        guard case .object(let members) = input, case .string(let id)? = members["RunId"] else { break }
        return json("{\"JobRun\":{\"Id\":\"\(id)\",\"ExecutionTime\":3,\"JobRunState\":\(state.outcome)}}")
      case "GetJobRuns":
        let runs = state.runs.map {
          "{\"Id\":\"\($0.id)\",\"JobRunState\":\"RUNNING\",\"Arguments\":{\"--run_token\":\"\($0.token ?? "")\"}}"
        }
        return json("{\"JobRuns\":[\(runs.joined(separator: ","))]}")
      case "GetLogEvents":
        return json(#"{"events":[{"message":"Traceback\nValueError: no such column","timestamp":1}]}"#)
      default: break
      }
      return json(#"{"__type":"InvalidInputException","message":"not scripted"}"#, status: 400)
    }
  }

  private static func token(_ input: JSONValue) -> String? {
    guard case .object(let members) = input, case .object(let arguments)? = members["Arguments"],
      case .string(let token)? = arguments["--run_token"]
    else { return nil }
    return token
  }

  private func json(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, body: Array(text.utf8))
  }
}
