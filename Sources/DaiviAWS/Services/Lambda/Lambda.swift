import FoundationEssentials

/// AWS Lambda.
public struct Lambda: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let lambda = AWSService(
    id: "Lambda", endpointPrefix: "lambda", wire: .restJSON(members: .pascal))
}

extension AWS {
  public var lambda: Lambda { Lambda(client: client(.lambda)) }
}

extension Lambda {
  /// What a function answered.
  public struct Invocation: Sendable, Hashable {
    /// The function's JSON, or the description of its error.
    public var payload: [UInt8]
    /// `Handled` or `Unhandled` when the function failed; the call itself succeeded.
    public var functionError: String?
    /// The last 4 KiB of its log, if asked for.
    public var logTail: String?
  }

  /// Invoke, waiting for the function's end.
  /// - Parameters:
  ///   - timeout: longest wait; a function runs at most 15 minutes.
  ///   - repeatability: `.once` unless the function does the same thing once when called twice.
  public func invoke(
    functionName: String, payload: [UInt8], logTail: Bool = true, timeout: Duration = .seconds(900),
    repeatability: AWSRequest.Repeatability = .once
  ) async throws -> Invocation {
    var request = AWSRequest("Invoke")
    request.path = "/2015-03-31/functions/\(PercentEncoding.encode(functionName))/invocations"
    request.headers["Content-Type"] = "application/json"
    request.headers["X-Amz-Invocation-Type"] = "RequestResponse"
    request.headers["X-Amz-Log-Type"] = logTail ? "Tail" : nil
    request.body = .bytes(payload)
    request.repeatability = repeatability
    request.timeouts = HTTPTimeouts(total: timeout, idle: nil)
    let response = try await client.send(request)
    let tail = response.headers["X-Amz-Log-Result"].flatMap { Data(base64Encoded: $0) }
    return Invocation(
      payload: response.body, functionError: response.headers["X-Amz-Function-Error"],
      logTail: tail.map { String(decoding: $0, as: UTF8.self) })
  }
}
