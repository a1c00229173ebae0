/// Amazon S3.
public struct S3: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let s3 = AWSService(id: "S3", endpointPrefix: "s3", wire: .s3)
}

extension AWS {
  public var s3: S3 { S3(client: client(.s3)) }
}

extension S3 {
  /// A request for an object or, without key, a bucket. Transfers have no total limit, only that bytes keep moving.
  func request(_ operation: String, _ method: String, bucket: String, key: String? = nil) -> AWSRequest {
    var request = AWSRequest(operation)
    request.method = method
    request.bucket = bucket
    request.path = "/" + PercentEncoding.encode(key ?? "", keepingSlash: true)
    request.timeouts = HTTPTimeouts(total: nil)
    return request
  }
}
