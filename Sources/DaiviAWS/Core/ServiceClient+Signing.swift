import DaiviSystem
import FoundationEssentials

/// From an AWS request to the HTTP request that goes out.
extension ServiceClient {
  /// The HTTP request with endpoint, payload hash and signature.
  /// - Parameter clockSkew: seconds by which the server's clock is ahead.
  func signed(
    _ request: AWSRequest, _ endpoint: AWSEndpoint, _ credentials: AWSCredentials, clockSkew: TimeInterval
  ) -> HTTPRequest {
    var http = HTTPRequest(
      method: request.method, url: url(request, endpoint), headers: request.headers, body: request.body)
    http.destination = request.destination
    http.timeouts = request.timeouts
    http.mayBeRepeated = request.repeatability == .safe
    http.headers["User-Agent"] = configuration.userAgent
    let hash: String
    switch (request.payloadHash, request.body) {
    case (let given?, _): hash = given
    case (nil, .bytes(let bytes)): hash = SHA256.hex(of: bytes)
    case (nil, .file): hash = SigV4Signer.unsignedPayload
    case (nil, .none): hash = SHA256.hex(of: "")
    }
    let now = configuration.clock.now().addingTimeInterval(clockSkew)
    return SigV4Signer(
      service: service.signingName, region: endpoint.signingRegion, isS3: service.wire == .s3
    ).sign(http, credentials: credentials, at: now, payloadHash: hash)
  }

  /// Buckets go into the host name, unless the endpoint is an override or the name has dots, which no certificate covers.
  private func url(_ request: AWSRequest, _ endpoint: AWSEndpoint) -> String {
    var url = endpoint.baseURL
    if let bucket = request.bucket {
      if endpoint.isOverride || bucket.contains(".") {
        url += "/\(PercentEncoding.encode(bucket))"
      } else if let scheme = url.firstRange(of: "://") {
        url.insert(contentsOf: bucket + ".", at: scheme.upperBound)
      }
    }
    url += request.path
    if !request.query.isEmpty {
      url +=
        "?"
        + request.query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        .joined(separator: "&")
    }
    return url
  }
}
