import FoundationEssentials

/// A response without members that anybody reads.
public struct NoOutput: Sendable, Hashable, Decodable {
  public init() {}
  public init(from decoder: any Decoder) throws {}
}

/// A request without members.
public struct NoInput: Sendable, Hashable, Encodable {
  public init() {}
}

extension ServiceClient {
  /// Calls an operation of a JSON or Query service.
  ///
  /// Property names are the API's member names with a small first letter; a type for another operation needs no more
  /// than its properties.
  public func call<Input: Encodable & Sendable, Output: Decodable>(
    _ operation: String, _ input: Input, repeatability: AWSRequest.Repeatability = .safe,
    returning: Output.Type = Output.self
  ) async throws -> Output {
    var request = AWSRequest(operation)
    request.repeatability = repeatability
    do {
      switch service.wire {
      case .json(let version, let target, let members):
        request.headers["Content-Type"] = "application/x-amz-json-\(version)"
        request.headers["X-Amz-Target"] = "\(target).\(operation)"
        request.body = .bytes(try JSONCoding(memberCase: members).encode(input))
      case .query(let version, let isEC2):
        request.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        request.body = .bytes(try QueryCoding(isEC2: isEC2).encode(input, action: operation, version: version))
      case .restJSON, .s3:
        preconditionFailure("\(service.id) has no RPC protocol: use send or rest")
      }
    } catch let error as EncodingError {
      throw failure(request, AWSError.Code.invalidRequest, "\(error)")
    }
    return try decode(Output.self, try await send(request), request)
  }

  /// Calls an operation of a REST-JSON service.
  /// - Parameters:
  ///   - path: path segments, not encoded; an ARN is one segment.
  ///   - query: not encoded; those of value nil are left out.
  ///   - input: the body, nil for none.
  public func rest<Output: Decodable>(
    _ operation: String, _ method: String, path: [String], query: [(String, String?)] = [],
    input: (any Encodable & Sendable)? = nil, headers: HTTPHeaders = [:],
    repeatability: AWSRequest.Repeatability = .safe, returning: Output.Type = Output.self
  ) async throws -> Output {
    guard case .restJSON(let members) = service.wire else { preconditionFailure("\(service.id) is not REST-JSON") }
    var request = AWSRequest(operation)
    request.method = method
    request.path = "/" + path.map { PercentEncoding.encode($0) }.joined(separator: "/")
    request.query = query.compactMap { name, value in value.map { (name: name, value: $0) } }
    request.headers = headers
    request.repeatability = repeatability
    if let input {
      request.headers["Content-Type"] = "application/json"
      do {
        request.body = .bytes(try JSONCoding(memberCase: members).encode(input))
      } catch let error as EncodingError {
        throw failure(request, AWSError.Code.invalidRequest, "\(error)")
      }
    }
    return try decode(Output.self, try await send(request), request)
  }

  /// A success that cannot be read is ambiguous: the operation took effect and its answer is lost.
  private func decode<Output: Decodable>(
    _ type: Output.Type, _ response: HTTPResponse, _ request: AWSRequest
  ) throws -> Output {
    if let nothing = NoOutput() as? Output { return nothing }
    do {
      switch service.wire {
      case .json(_, _, let members), .restJSON(let members):
        return try JSONCoding(memberCase: members).decode(type, from: response.body)
      case .query(_, let isEC2):
        let root = try XMLElement(parsing: response.body)
        let result = isEC2 ? root : root.child("\(request.operation)Result") ?? root
        return try XMLValueDecoder.decode(type, from: result)
      case .s3:
        return try XMLValueDecoder.decode(type, from: XMLElement(parsing: response.body))
      }
    } catch {
      var failure = failure(request, AWSError.Code.invalidResponse, "the response cannot be read: \(error)")
      failure.httpStatus = response.status
      failure.requestID = response.headers["x-amzn-requestid"]
      failure.isAmbiguous = !request.isReadOnly
      throw failure
    }
  }
}
