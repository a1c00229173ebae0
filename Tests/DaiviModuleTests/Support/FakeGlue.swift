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
    var busyFrom = 0
    var starts = 0
    var unlisted = 0
    /// Of runs that do not end as the others do.
    var states: [String: String] = [:]
    var beginsAgain = false
    var losing = 0
    /// Requests of an operation that are refused as too many, before it answers.
    var throttled: [String: Int] = [:]
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
  /// Starts are refused because another run is under way: the next ones, or those after some.
  func isBusy(times: Int, after starts: Int = 0) { state.withLock { ($0.busy, $0.busyFrom) = (times, starts) } }
  /// Runs fail, and Glue begins each again under another id, which then runs.
  func beginsAgain() { state.withLock { $0.beginsAgain = true } }
  /// The next listings do not show the newest run yet.
  func listsLate(_ count: Int) { state.withLock { $0.unlisted = count } }
  /// The answers to the next starts never arrive, although the job starts.
  func loseStarts(_ count: Int) { state.withLock { $0.losing = count } }

  /// The next requests of this operation are too many; a client gives up after three.
  func throttles(_ operation: String, _ count: Int = 3) { state.withLock { $0.throttled[operation] = count } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let operation = request.headers["X-Amz-Target"]?.split(separator: ".").last.map(String.init) ?? request.method
    let input = (try? JSONDecoder().decode(JSONValue.self, from: Data(request.bodyText.utf8))) ?? .null
    return try state.withLock { state in
      state.operations.append(operation)
      if let left = state.throttled[operation], left > 0 {
        state.throttled[operation] = left - 1
        return json(#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#, status: 400)
      }
      switch operation {
      case "StartJobRun":
        state.starts += 1
        if state.busy > 0, state.starts > state.busyFrom {
          state.busy -= 1
          return json(#"{"__type":"ConcurrentRunsExceededException","message":"too many"}"#, status: 400)
        }
        let id = "jr_\(state.runs.count + 1)"
        state.runs.insert((id, Self.token(input)), at: 0)
        if state.beginsAgain {
          state.runs.insert((id + "_attempt_1", Self.token(input)), at: 0)
          state.states = [id: "FAILED", id + "_attempt_1": "RUNNING"]
        }
        if state.losing > 0 {
          state.losing -= 1
          throw HTTPError(.connectionLost, "gone", host: "https://glue", mayHaveBeenSent: true)
        }
        return json("{\"JobRunId\":\"\(id)\"}")
      case "GetJobRun":
        guard case .object(let members) = input, case .string(let id)? = members["RunId"] else { break }
        let outcome = state.states[id].map { "\"\($0)\"" } ?? state.outcome
        return json("{\"JobRun\":{\"Id\":\"\(id)\",\"ExecutionTime\":3,\"JobRunState\":\(outcome)}}")
      case "GetJobRuns":
        let isLate = state.unlisted > 0
        if isLate { state.unlisted -= 1 }
        let runs = state.runs.dropFirst(isLate ? 1 : 0).map {
          """
          {"Id":"\($0.id)","JobRunState":"\(state.states[$0.id] ?? "RUNNING")",\
          "Arguments":{"--run_token":"\($0.token ?? "")"}}
          """
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
