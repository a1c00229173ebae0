/// A failed AWS operation: refused by the service, or without an answer.
public struct AWSError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Service id, `CloudFormation`.
  public var service: String
  /// API operation, `CreateChangeSet`.
  public var operation: String
  /// The service's error code (`ValidationError`), or one of `AWSError.Code`.
  public var code: String
  public var message: String
  public var requestID: String?
  /// nil when there was no HTTP response.
  public var httpStatus: Int?
  /// Whether the operation may have taken effect although it failed: the answer was lost, or the service broke while
  /// working on it. Before it is sent again, ask the service what became of it.
  public var isAmbiguous: Bool
  /// Whether the same request may succeed later: throttling, a broken connection, a service error.
  public var isRetryable: Bool

  /// Codes of failures that are not the service's.
  public enum Code {
    public static let noCredentials = "NoCredentials"
    public static let cannotConnect = "CannotConnect"
    public static let timeout = "Timeout"
    public static let connectionLost = "ConnectionLost"
    public static let invalidRequest = "InvalidRequest"
    public static let invalidResponse = "InvalidResponse"
    public static let localFile = "LocalFile"
  }

  public init(
    service: String, operation: String, code: String, message: String, requestID: String? = nil,
    httpStatus: Int? = nil, isAmbiguous: Bool = false, isRetryable: Bool = false
  ) {
    self.service = service
    self.operation = operation
    self.code = code
    self.message = message
    self.requestID = requestID
    self.httpStatus = httpStatus
    self.isAmbiguous = isAmbiguous
    self.isRetryable = isRetryable
  }

  /// One line: `CloudFormation CreateChangeSet: ValidationError: ... (request 1234)`.
  public var description: String {
    var line = "\(service) \(operation): \(code)"
    if !message.isEmpty { line += ": " + message.split(whereSeparator: \.isNewline).joined(separator: " ") }
    var notes: [String] = []
    if let requestID { notes.append("request \(requestID)") }
    if isAmbiguous { notes.append("it may have taken effect") }
    return notes.isEmpty ? line : "\(line) (\(notes.joined(separator: "; ")))"
  }

  /// Whether the service says that what was asked about does not exist.
  public var isNotFound: Bool {
    let codes: Set = [
      "NotFound", "NoSuchBucket", "NoSuchKey", "NoSuchEntity", "NoSuchUpload", "ParameterNotFound",
      "EntityNotFoundException", "ResourceNotFoundException", "NotFoundException", "ChangeSetNotFound",
      "ChangeSetNotFoundException",
    ]
    return codes.contains(code) || (code == "ValidationError" && message.contains("does not exist"))
  }

  /// Whether the service says that what was to be made is there already.
  public var isAlreadyExists: Bool {
    let codes: Set = [
      "AlreadyExistsException", "ResourceAlreadyExistsException", "EntityAlreadyExists",
      "BucketAlreadyOwnedByYou", "ParameterAlreadyExists", "ConflictException",
      "FederatedResourceAlreadyExistsException", "ResourceExistsException",
    ]
    return codes.contains(code)
  }

  public var isThrottling: Bool { RetryPolicy.throttlingCodes.contains(code) || httpStatus == 429 }

  /// Whether the caller's permissions are the reason.
  public var isAccessDenied: Bool {
    ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden"].contains(code)
  }
}
