import DaiviAWS

/// What a canned AWS answers.
public enum CannedAnswer: Sendable {
  /// The body of a service that speaks JSON.
  case json(String)
  /// What stands inside `<OperationResult>` of a service that answers in XML, such as CloudFormation, IAM or STS.
  case result(String)
  /// A refusal, in the form that the service's protocol gives it.
  case refuses(_ code: String, _ message: String, status: Int = 400)
  /// The answer never arrives, although AWS may have acted.
  case lost
  /// The bytes as they are.
  case raw(status: Int = 200, headers: HTTPHeaders = [:], body: [UInt8] = [])

  func response(to request: CannedRequest) throws -> HTTPResponse {
    switch self {
    case .json(let text): return HTTPResponse(status: 200, body: Array(text.utf8))
    case .result(let xml):
      let name = request.operation
      return HTTPResponse(
        status: 200, body: Array("<\(name)Response><\(name)Result>\(xml)</\(name)Result></\(name)Response>".utf8))
    case .refuses(let code, let message, let status):
      let headers: HTTPHeaders = ["x-amzn-ErrorType": code, "x-amzn-RequestId": "canned"]
      guard request.isForm || request.service == "s3" else {
        let body: AWSDocument = ["__type": .string(code), "message": .string(message)]
        return HTTPResponse(status: status, headers: headers, body: try body.json())
      }
      let error = "<Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
      let body = request.isForm ? "<ErrorResponse>\(error)</ErrorResponse>" : error
      return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    case .lost: throw HTTPError(.connectionLost, "lost by the test", host: "https://aws", mayHaveBeenSent: true)
    case .raw(let status, let headers, let body): return HTTPResponse(status: status, headers: headers, body: body)
    }
  }
}
