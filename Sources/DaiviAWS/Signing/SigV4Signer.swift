import DaiviSystem
import FoundationEssentials

/// AWS Signature Version 4 in headers ("Signature Version 4 signing process", IAM User Guide).
public struct SigV4Signer: Sendable {
  /// Value of the payload hash when TLS alone protects the body (S3 only).
  public static let unsignedPayload = "UNSIGNED-PAYLOAD"

  /// Name of the service in the credential scope, `cloudformation` for example.
  public var service: String
  public var region: String
  /// S3 signs the path as it is sent and wants the payload hash as a header; every other service normalizes the path
  /// and encodes it once more.
  public var isS3: Bool

  public init(service: String, region: String, isS3: Bool = false) {
    self.service = service
    self.region = region
    self.isS3 = isS3
  }

  /// The request with date, token and `Authorization` headers.
  /// - Parameter payloadHash: SHA-256 of the body in hexadecimal, or `unsignedPayload`.
  public func sign(
    _ request: HTTPRequest, credentials: AWSCredentials, at date: Date, payloadHash: String
  ) -> HTTPRequest {
    var signed = request
    signed.headers["Host"] = request.headers["Host"] ?? Self.authority(of: request.url)
    signed.headers["X-Amz-Date"] = AWSTime.basic(date)
    if let token = credentials.sessionToken { signed.headers["X-Amz-Security-Token"] = token }
    if isS3 { signed.headers["x-amz-content-sha256"] = payloadHash }

    let (canonical, signedHeaders) = canonicalRequest(signed, payloadHash: payloadHash)
    let signature = Hex.string(
      HMAC.sha256(key: signingKey(credentials, at: date), stringToSign(canonical, at: date)))
    signed.headers["Authorization"] =
      "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope(at: date)), "
      + "SignedHeaders=\(signedHeaders), Signature=\(signature)"
    return signed
  }

  /// Step 1; also the list of signed headers.
  func canonicalRequest(_ request: HTTPRequest, payloadHash: String) -> (text: String, signedHeaders: String) {
    var headers: [String: [String]] = [:]
    for field in request.headers where !Self.unsignedHeaders.contains(field.name.lowercased()) {
      let value = field.value.split { $0.isWhitespace }.joined(separator: " ")
      headers[field.name.lowercased(), default: []].append(value)
    }
    let names = headers.keys.sorted()
    let lines = names.map { "\($0):\(headers[$0]!.joined(separator: ","))\n" }.joined()
    let signedHeaders = names.joined(separator: ";")
    let text = [
      request.method, canonicalPath(of: request.url), Self.canonicalQuery(of: request.url), lines, signedHeaders,
      payloadHash,
    ].joined(separator: "\n")
    return (text, signedHeaders)
  }

  /// Step 2.
  func stringToSign(_ canonicalRequest: String, at date: Date) -> String {
    "AWS4-HMAC-SHA256\n\(AWSTime.basic(date))\n\(scope(at: date))\n\(SHA256.hex(of: canonicalRequest))"
  }

  private func scope(at date: Date) -> String {
    "\(AWSTime.basic(date).prefix(8))/\(region)/\(service)/aws4_request"
  }

  private func signingKey(_ credentials: AWSCredentials, at date: Date) -> [UInt8] {
    [String(AWSTime.basic(date).prefix(8)), region, service, "aws4_request"]
      .reduce(Array("AWS4\(credentials.secretAccessKey)".utf8)) { HMAC.sha256(key: $0, $1) }
  }

  /// Proxies may change or add these on the way.
  private static let unsignedHeaders: Set<String> = [
    "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
  ]

  private func canonicalPath(of url: String) -> String {
    let path = Self.path(of: url)
    return isS3 ? path : PercentEncoding.encode(Self.normalized(path), keepingSlash: true)
  }

  /// Without empty, `.` and `..` segments (RFC 3986, 5.2.4); a final slash stays.
  private static func normalized(_ path: String) -> String {
    var segments: [Substring] = []
    let parts = path.split(separator: "/")
    for part in parts where part != "." {
      if part == ".." { _ = segments.popLast() } else { segments.append(part) }
    }
    let isDirectory = path.hasSuffix("/") || parts.last == "." || parts.last == ".."
    return "/" + segments.joined(separator: "/") + (isDirectory && !segments.isEmpty ? "/" : "")
  }

  private static func canonicalQuery(of url: String) -> String {
    guard let mark = url.firstIndex(of: "?") else { return "" }
    return url[url.index(after: mark)...].split(separator: "&")
      .map { item in
        let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (name: encodedAgain(parts[0]), value: parts.count > 1 ? encodedAgain(parts[1]) : "")
      }
      .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
      .map { "\($0.name)=\($0.value)" }
      .joined(separator: "&")
  }

  private static func encodedAgain(_ text: Substring) -> String {
    PercentEncoding.encode(PercentEncoding.decode(text))
  }

  private static func path(of url: String) -> String {
    let rest = afterScheme(url)
    let path = rest.firstIndex { $0 == "/" || $0 == "?" }.map { rest[$0...] } ?? ""
    let withoutQuery = path.prefix { $0 != "?" }
    return withoutQuery.isEmpty ? "/" : String(withoutQuery)
  }

  private static func authority(of url: String) -> String {
    String(afterScheme(url).prefix { $0 != "/" && $0 != "?" })
  }

  private static func afterScheme(_ url: String) -> Substring {
    url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
  }
}
