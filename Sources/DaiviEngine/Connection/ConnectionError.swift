/// What goes wrong between host and module; each text names the module and what its author should look at.
public enum ConnectionError: Error, Hashable, Sendable, CustomStringConvertible {
  case answeredTwice(module: String, line: String)
  case badResult(module: String, method: String, line: String)
  case badStream(module: String, why: String)
  case closed(module: String)
  case crashed(module: String, exit: String, stderr: String)
  case noCommonProtocol(module: String, speaks: String)
  case notProtocol(module: String, line: String)
  /// `begun`: bytes of a line that the module did not end.
  case timedOut(module: String, method: String, seconds: Int, begun: Int = 0)
  case unexpectedReply(module: String, line: String)

  public var description: String {
    switch self {
    case .answeredTwice(let module, let line):
      return "module '\(module)' answered a request twice: \(line)"
    case .badResult(let module, let method, let line):
      return "module '\(module)' answered \(method) with a result of another form: \(line)"
    case .badStream(let module, let why):
      return "module '\(module)' broke the protocol: \(why)"
    case .closed(let module):
      return "module '\(module)' closed the connection"
    case .crashed(let module, let exit, let stderr):
      let tail = stderr.isEmpty ? "" : "; its last words: \(stderr)"
      return "module '\(module)' ended in the middle of its work: \(exit)\(tail)"
    case .noCommonProtocol(let module, let speaks):
      return "module '\(module)' speaks protocol \(speaks), this host 1; install a release that speaks 1"
    case .notProtocol(let module, let line):
      return "module '\(module)' wrote a line to stdout that is not JSON-RPC: \"\(line)\"; "
        + "its own words belong on stderr"
    case .timedOut(let module, let method, let seconds, let begun):
      let half = begun == 0 ? "" : "; it began a line (\(begun) bytes) and did not end it with a newline"
      return "module '\(module)' did not answer \(method) within \(seconds) s\(half)"
    case .unexpectedReply(let module, let line):
      return "module '\(module)' answered a request that was not asked: \(line)"
    }
  }
}
