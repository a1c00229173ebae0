/// Reads an error response of any protocol.
struct AWSErrorParser {
  let service: AWSService
  let operation: String

  func parse(_ response: HTTPResponse) -> AWSError {
    var (code, message, requestID): (String?, String?, String?)
    switch service.wire {
    case .json, .restJSON: (code, message) = json(response)
    case .query, .s3: (code, message, requestID) = xml(response)
    }
    if code == nil { (code, message) = (statusCode(response.status), message ?? plain(response.body)) }
    if let region = response.headers["x-amz-bucket-region"], [301, 307, 400].contains(response.status) {
      message = (message ?? "") + " The bucket is in region \(region)."
    }
    return AWSError(
      service: service.id, operation: operation, code: code ?? "HTTP\(response.status)",
      message: message ?? "HTTP status \(response.status)",
      requestID: requestID ?? response.headers["x-amzn-requestid"] ?? response.headers["x-amz-request-id"],
      httpStatus: response.status)
  }

  /// `__type` may be `com.amazonaws.glue#EntityNotFoundException`, the header may end with `:http://...`.
  private func json(_ response: HTTPResponse) -> (String?, String?) {
    let body = try? AWSDocument(json: response.body)
    let type = response.headers["x-amzn-errortype"] ?? body?["__type"]?.string ?? body?["code"]?.string
    let code = type?.split(separator: ":").first?.split(separator: "#").last.map(String.init)
    return (code, ["message", "Message", "errorMessage"].lazy.compactMap { body?[$0]?.string }.first)
  }

  /// Query wraps `Error` in `ErrorResponse`, EC2 in `Response/Errors`, S3 not at all.
  private func xml(_ response: HTTPResponse) -> (String?, String?, String?) {
    guard let root = try? XMLElement(parsing: response.body) else { return (nil, nil, nil) }
    let error = root.child("Error") ?? root.child("Errors")?.child("Error") ?? root
    let id = root.text("RequestId") ?? root.text("RequestID") ?? error.text("RequestId")
    return (error.text("Code")?.trimmed, error.text("Message")?.trimmed, id?.trimmed)
  }

  /// HEAD responses have no body.
  private func statusCode(_ status: Int) -> String {
    switch status {
    case 301: "PermanentRedirect"
    case 304: "NotModified"
    case 400: "BadRequest"
    case 403: "Forbidden"
    case 404: "NotFound"
    case 409: "Conflict"
    case 412: "PreconditionFailed"
    case 429: "TooManyRequestsException"
    default: "HTTP\(status)"
    }
  }

  private func plain(_ body: [UInt8]) -> String? {
    let text = String(decoding: body.prefix(300), as: UTF8.self).trimmed
    return text.isEmpty ? nil : text
  }
}
