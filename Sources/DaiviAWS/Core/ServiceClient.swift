import FoundationEssentials

/// Calls operations of one service in one region: endpoint, signature, retries, errors.
public struct ServiceClient: Sendable {
  public let service: AWSService
  public let configuration: AWSConfiguration
  let runtime: AWSRuntime

  var endpoint: AWSEndpoint { configuration.endpoints.resolve(service, region: configuration.region) }

  /// Sends a request until it succeeds, is refused for good or may not be repeated.
  /// - Throws: `AWSError`; `CancellationError` when the task is cancelled.
  public func send(_ request: AWSRequest) async throws -> HTTPResponse {
    let endpoint = endpoint
    let quota = runtime.quota(service, configuration.region)
    var taken: Int?
    var attempt = 1
    var mayHaveHappened = false
    while true {
      switch try await self.attempt(request, endpoint) {
      case .success(let response):
        quota.release(taken)
        return response
      case .failure(var error, let repetition):
        // A later attempt that is refused says nothing of an earlier one whose answer was lost.
        mayHaveHappened = mayHaveHappened || error.isAmbiguous
        error.isAmbiguous = mayHaveHappened
        guard repetition != .never, attempt < mostAttempts(after: error, endpoint),
          let cost = quota.acquire(afterTimeout: error.code == AWSError.Code.timeout)
        else { throw error }
        taken = cost
        let delay =
          if case .after(let wanted) = repetition { wanted } else { configuration.retry.backoff(after: attempt) }
        attempt += 1
        try await configuration.clock.sleep(delay)
      }
    }
  }

  /// A network that pauses comes back; one within this machine does not pause.
  private func mostAttempts(after error: AWSError, _ endpoint: AWSEndpoint) -> Int {
    let isNetwork = [AWSError.Code.cannotConnect, AWSError.Code.connectionLost, AWSError.Code.timeout]
      .contains(error.code)
    return isNetwork && !HTTPRequest(url: endpoint.baseURL).bypassesProxy
      ? configuration.retry.connectionAttempts : configuration.retry.maximumAttempts
  }

  private enum Repetition: Equatable {
    case never
    /// After the usual back-off.
    case afterBackoff
    case after(Duration)
  }

  private enum Outcome {
    case success(HTTPResponse)
    case failure(AWSError, Repetition)
  }

  private func attempt(_ request: AWSRequest, _ endpoint: AWSEndpoint) async throws -> Outcome {
    let credentials: AWSCredentials
    do {
      credentials = try await configuration.credentials.credentials()
    } catch let error as CredentialsError {
      return .failure(failure(request, AWSError.Code.noCredentials, error.description), .never)
    }
    let skew = runtime.clockSkew(endpoint.baseURL)
    let response: HTTPResponse
    do {
      response = try await configuration.transport.send(signed(request, endpoint, credentials, clockSkew: skew))
    } catch let error as HTTPError {
      return transportFailure(error, request)
    }
    if (200..<300).contains(response.status) && !isErrorInSuccess(request, response) { return .success(response) }
    return await refusal(response, request, endpoint, credentials, clockSkew: skew)
  }

  /// No answer: repeat unless the operation may not be and the request may have arrived.
  private func transportFailure(_ error: HTTPError, _ request: AWSRequest) -> Outcome {
    let code =
      switch error.kind {
      case .cannotConnect: AWSError.Code.cannotConnect
      case .timeout: AWSError.Code.timeout
      case .localFile: AWSError.Code.localFile
      case .invalidRequest, .unavailable: AWSError.Code.invalidRequest
      case .connectionLost, .status: AWSError.Code.connectionLost
      }
    let isTransient = [.cannotConnect, .timeout, .connectionLost].contains(error.kind)
    let failure = AWSError(
      service: service.id, operation: request.operation, code: code, message: error.description,
      isAmbiguous: error.mayHaveBeenSent && !request.isReadOnly, isRetryable: isTransient)
    let mayRepeat = isTransient && (request.repeatability == .safe || !error.mayHaveBeenSent)
    return .failure(failure, mayRepeat ? .afterBackoff : .never)
  }

  /// An answer that is an error.
  private func refusal(
    _ response: HTTPResponse, _ request: AWSRequest, _ endpoint: AWSEndpoint, _ credentials: AWSCredentials,
    clockSkew: TimeInterval
  ) async -> Outcome {
    var error = AWSErrorParser(service: service, operation: request.operation).parse(response)
    if error.isThrottling {
      error.isRetryable = true
      return .failure(error, serverWish(response))
    }
    if RetryPolicy.expiredCredentialsCodes.contains(error.code) {
      await configuration.credentials.invalidate(credentials)
      error.isRetryable = true
      return .failure(error, .after(.zero))
    }
    if RetryPolicy.clockSkewCodes.contains(error.code), correctClock(response, endpoint, signedWith: clockSkew) {
      error.isRetryable = true
      return .failure(error, .after(.zero))
    }
    if RetryPolicy.transientCodes.contains(error.code) || RetryPolicy.transientStatuses.contains(response.status)
      || response.status < 300
    {
      error.isAmbiguous = !request.isReadOnly
      error.isRetryable = true
      return .failure(error, request.repeatability == .safe ? serverWish(response) : .never)
    }
    return .failure(error, .never)
  }

  /// `Retry-After`, at most the longest back-off.
  private func serverWish(_ response: HTTPResponse) -> Repetition {
    guard let seconds = response.headers["Retry-After"].flatMap({ Int($0) }) else { return .afterBackoff }
    return .after(min(.seconds(seconds), configuration.retry.maximumBackoff))
  }

  /// Whether the server's clock differs by more than four minutes from the one that signed. That others have corrected
  /// it meanwhile does not matter.
  private func correctClock(
    _ response: HTTPResponse, _ endpoint: AWSEndpoint, signedWith used: TimeInterval
  ) -> Bool {
    guard let date = response.headers["Date"].flatMap(AWSTime.parseHTTP) else { return false }
    let skew = date.timeIntervalSince(configuration.clock.now())
    guard abs(skew - used) > 240 else { return false }
    runtime.setClockSkew(skew, endpoint.baseURL)
    return true
  }

  /// S3 reports failures of long operations with status 200.
  private func isErrorInSuccess(_ request: AWSRequest, _ response: HTTPResponse) -> Bool {
    guard service.wire == .s3, ["CopyObject", "CompleteMultipartUpload", "UploadPartCopy"].contains(request.operation)
    else { return false }
    return (try? XMLElement(parsing: response.body))?.name == "Error"
  }

  func failure(_ request: AWSRequest, _ code: String, _ message: String) -> AWSError {
    AWSError(service: service.id, operation: request.operation, code: code, message: message)
  }
}
