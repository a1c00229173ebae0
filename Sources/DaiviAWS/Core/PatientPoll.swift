/// Looks at something that AWS works on for a long time, where one answer too few is no reason to give up: the work
/// goes on whether anybody looks or not.
///
/// ```swift
/// let run = try await PatientPoll.look(telling: context.progress) { try await glue.getJobRun(request) }
/// ```
///
/// The client has repeated the request already when a look fails. Only for what reads: it may be done many times.
public enum PatientPoll {
  /// Looks in a row without an answer that are borne: a quarter of an hour.
  public static let mostSilences = 20
  /// The same of what runs on this machine, such as a sandbox: it does not come back by itself. A quarter of a minute.
  static let mostLocalSilences = 5

  private static let firstPause = Duration.milliseconds(500)
  private static let longestPause = Duration.seconds(60)

  /// The look's value, once there is one. A look that was throttled is repeated after a pause, longer each time, until
  /// the task is cancelled, as a step is at its deadline; one without an answer, or that broke in the service, no more
  /// than `silences` times in a row.
  /// - Parameters:
  ///   - silences: 0 where nothing has begun yet that would be waited for.
  ///   - telling: is told of each pause in a line.
  ///   - pausing: waits; tests bring their own.
  /// - Throws: what the look throws, where another one would not help; `CancellationError` when the task is cancelled.
  public static func look<Value>(
    isolation: isolated (any Actor)? = #isolation, silences: Int = mostSilences,
    telling: (String) -> Void = { _ in },
    pausing: (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    _ look: () async throws -> Value
  ) async throws -> Value {
    var pause = firstPause
    var silent = 0
    while true {
      do {
        return try await look()
      } catch let error as AWSError where error.isPassing {
        // What a cancelled task's request ends with may look like a lost connection.
        try Task.checkCancellation()
        silent = error.isThrottling ? 0 : silent + 1
        if silent > (error.isLocalSilence ? min(silences, mostLocalSilences) : silences) { throw error }
        telling("\(error.service) \(error.operation): \(error.code); asking again in \(pause.inWords)")
      }
      try await pausing(pause)
      pause = min(pause * 2, longestPause)
    }
  }
}

extension AWSError {
  /// Whether the failure says nothing of what was asked about, and is gone by itself: too many requests, a broken
  /// connection, an error of the service. Credentials that have expired are not gone by themselves.
  public var isPassing: Bool {
    isRetryable && !RetryPolicy.expiredCredentialsCodes.contains(code) && !RetryPolicy.clockSkewCodes.contains(code)
  }

  /// Whether nobody answered on this machine. The message of a failed connection begins with scheme and host.
  fileprivate var isLocalSilence: Bool {
    [Code.cannotConnect, Code.connectionLost].contains(code) && HTTPRequest(url: message).bypassesProxy
  }
}

extension Duration {
  /// `0.5 s`, `32 s`.
  fileprivate var inWords: String { self < .seconds(1) ? "\(inSeconds) s" : "\(Int(inSeconds)) s" }
}
