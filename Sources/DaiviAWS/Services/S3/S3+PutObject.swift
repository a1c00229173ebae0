import DaiviSystem

/// Writing objects.
extension S3 {
  /// How an object is to be stored.
  public struct PutOptions: Sendable, Hashable {
    public var contentType: String?
    /// User metadata, names without `x-amz-meta-`.
    public var metadata: [String: String] = [:]
    /// ARN of the KMS key; nil leaves encryption to the bucket.
    public var kmsKeyID: String?
    /// `If-None-Match: *`: the error `PreconditionFailed` when the object exists already.
    public var onlyIfAbsent = false
    /// `If-Match`: the error `PreconditionFailed` when the object has another ETag.
    public var ifMatch: String?
    /// Sign files as `UNSIGNED-PAYLOAD`: TLS protects them, and they are read only once. Then S3 checks no checksum.
    public var usesUnsignedPayload = false

    public init() {}

    var isConditional: Bool { onlyIfAbsent || ifMatch != nil }

    func apply(to headers: inout HTTPHeaders) {
      headers["Content-Type"] = contentType
      for (name, value) in metadata.sorted(by: { $0.key < $1.key }) { headers["x-amz-meta-\(name)"] = value }
      if let kmsKeyID {
        headers["x-amz-server-side-encryption"] = "aws:kms"
        headers["x-amz-server-side-encryption-aws-kms-key-id"] = kmsKeyID
      }
    }

    func applyConditions(to headers: inout HTTPHeaders) {
      if onlyIfAbsent { headers["If-None-Match"] = "*" }
      headers["If-Match"] = ifMatch
    }
  }

  /// What became of a written object.
  public struct PutResult: Sendable, Hashable {
    public var eTag: String?
    public var versionID: String?
  }

  /// PutObject from memory. S3 verifies the SHA-256 on arrival.
  @discardableResult
  public func putObject(
    bucket: String, key: String, bytes: [UInt8], options: PutOptions = .init()
  ) async throws -> PutResult {
    try await put(bucket, key, .bytes(bytes), digest: SHA256.hash(bytes), options)
  }

  /// PutObject from a file; above 64 MiB in parts.
  @discardableResult
  public func putObject(
    bucket: String, key: String, file path: String, options: PutOptions = .init()
  ) async throws -> PutResult {
    let file = try readable(path)
    if file.size > Self.multipartThreshold {
      return try await putMultipart(bucket: bucket, key: key, file: file, options: options)
    }
    let digest = options.usesUnsignedPayload ? nil : try await digest(of: file, 0, file.size)
    return try await put(bucket, key, .file(path: path, offset: 0, count: file.size), digest: digest, options)
  }

  private func put(
    _ bucket: String, _ key: String, _ body: HTTPBody, digest: [UInt8]?, _ options: PutOptions
  ) async throws -> PutResult {
    var request = request("PutObject", "PUT", bucket: bucket, key: key)
    request.body = body
    options.apply(to: &request.headers)
    options.applyConditions(to: &request.headers)
    // A repeated conditional write would meet its own first copy and report a conflict that is none.
    if options.isConditional { request.repeatability = .once }
    request.setDigest(digest)
    let response = try await client.send(request)
    return PutResult(eTag: response.headers["ETag"], versionID: response.headers["x-amz-version-id"])
  }

  /// CopyObject within S3, up to 5 GiB; metadata is copied too.
  @discardableResult
  public func copyObject(
    fromBucket: String, fromKey: String, toBucket: String, toKey: String, kmsKeyID: String? = nil
  ) async throws -> PutResult {
    var request = request("CopyObject", "PUT", bucket: toBucket, key: toKey)
    let source = "\(fromBucket)/\(fromKey)"
    request.headers["x-amz-copy-source"] = PercentEncoding.encode(source, keepingSlash: true)
    var options = PutOptions()
    options.kmsKeyID = kmsKeyID
    options.apply(to: &request.headers)
    let response = try await client.send(request)
    let result = try? XMLElement(parsing: response.body)
    return PutResult(eTag: result?.text("ETag"), versionID: response.headers["x-amz-version-id"])
  }
}

extension AWSRequest {
  /// Uses a SHA-256 both as payload hash and as the checksum that S3 stores; nil: neither.
  mutating func setDigest(_ digest: [UInt8]?) {
    guard let digest else {
      payloadHash = SigV4Signer.unsignedPayload
      return
    }
    payloadHash = Hex.string(digest)
    headers["x-amz-checksum-sha256"] = Base64.string(digest)
  }
}
