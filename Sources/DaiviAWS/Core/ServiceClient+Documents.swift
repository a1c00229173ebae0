/// Operations without types: JSON in, JSON out, member names spelled as the API spells them.
extension ServiceClient {
  /// Calls an operation of a JSON service.
  /// - Parameter repeatability: `.once` for an operation that must not happen twice and has no client token.
  public func document(
    _ operation: String, _ input: AWSDocument = .object([:]), repeatability: AWSRequest.Repeatability = .safe
  ) async throws -> AWSDocument {
    try await call(operation, input, repeatability: repeatability)
  }

  /// Calls an operation of a REST-JSON service.
  /// - Parameters:
  ///   - path: path segments, not encoded; an ARN is one segment.
  ///   - query: not encoded; those of value nil are left out.
  public func restDocument(
    _ operation: String, _ method: String, path: [String], query: [(String, String?)] = [],
    input: AWSDocument? = nil, repeatability: AWSRequest.Repeatability = .safe
  ) async throws -> AWSDocument {
    try await rest(operation, method, path: path, query: query, input: input, repeatability: repeatability)
  }
}
