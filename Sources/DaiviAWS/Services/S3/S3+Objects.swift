import FoundationEssentials

/// Reading objects and asking about them.
extension S3 {
  /// HeadBucket: whether a bucket exists and may be used, and its region.
  /// - Throws: `AWSError`, `isNotFound` when there is none, `Forbidden` when it is somebody else's.
  public func headBucket(_ bucket: String) async throws -> String? {
    try await client.send(request("HeadBucket", "HEAD", bucket: bucket)).headers["x-amz-bucket-region"]
  }

  /// HeadObject: what is known of an object without reading it.
  public func headObject(bucket: String, key: String, versionID: String? = nil) async throws -> ObjectAttributes {
    var request = request("HeadObject", "HEAD", bucket: bucket, key: key)
    request.headers["x-amz-checksum-mode"] = "ENABLED"
    if let versionID { request.query.append(("versionId", versionID)) }
    return ObjectAttributes(try await client.send(request).headers)
  }

  /// GetObject: a whole object in memory. For large ones give a file.
  /// - Parameter ifNoneMatch: an ETag; the error `NotModified` means that the object still has it.
  public func getObject(
    bucket: String, key: String, versionID: String? = nil, ifNoneMatch: String? = nil
  ) async throws -> (bytes: [UInt8], attributes: ObjectAttributes) {
    var request = request("GetObject", "GET", bucket: bucket, key: key)
    if let versionID { request.query.append(("versionId", versionID)) }
    request.headers["If-None-Match"] = ifNoneMatch
    let response = try await client.send(request)
    return (response.body, ObjectAttributes(response.headers))
  }

  /// GetObject to a file, which appears under `path` only when it is whole.
  @discardableResult
  public func getObject(bucket: String, key: String, to path: String) async throws -> ObjectAttributes {
    var request = request("GetObject", "GET", bucket: bucket, key: key)
    request.destination = .file(path: path)
    return ObjectAttributes(try await client.send(request).headers)
  }

  /// What S3 says of an object in headers.
  public struct ObjectAttributes: Sendable, Hashable {
    /// Bytes.
    public var contentLength: Int64?
    public var contentType: String?
    /// With its quotes, as S3 gives and wants it.
    public var eTag: String?
    public var versionID: String?
    public var lastModified: Date?
    /// When S3 answered, by its clock; whole seconds.
    public var date: Date?
    /// `AES256` or `aws:kms`.
    public var serverSideEncryption: String?
    public var kmsKeyID: String?
    /// Base64 SHA-256 of the object; of an object in parts it has a suffix with their number.
    public var checksumSHA256: String?
    /// State of the copy to the replica bucket: `COMPLETED`, `PENDING`, `FAILED`, `REPLICA`.
    public var replicationStatus: String?
    /// User metadata, names in lower case without `x-amz-meta-`.
    public var metadata: [String: String] = [:]

    init(_ headers: HTTPHeaders) {
      contentLength = headers["Content-Length"].flatMap { Int64($0) }
      contentType = headers["Content-Type"]
      eTag = headers["ETag"]
      versionID = headers["x-amz-version-id"]
      lastModified = headers["Last-Modified"].flatMap(AWSTime.parseHTTP)
      date = headers["Date"].flatMap(AWSTime.parseHTTP)
      serverSideEncryption = headers["x-amz-server-side-encryption"]
      kmsKeyID = headers["x-amz-server-side-encryption-aws-kms-key-id"]
      checksumSHA256 = headers["x-amz-checksum-sha256"]
      replicationStatus = headers["x-amz-replication-status"]
      for field in headers where field.name.lowercased().hasPrefix("x-amz-meta-") {
        metadata[String(field.name.lowercased().dropFirst("x-amz-meta-".count))] = field.value
      }
    }
  }
}
