import DaiviAWS
import FoundationEssentials

/// A bucket as a conditional store: `If-None-Match` and `If-Match` of PutObject ("Conditional requests", Amazon S3 User
/// Guide).
public struct S3Store: ConditionalStore {
  private let s3: S3
  private let bucket: String
  private let markName = "daivi-mark"

  /// - Parameter aws: a client in the bucket's region.
  public init(aws: AWS, bucket: String) {
    s3 = aws.s3
    self.bucket = bucket
  }

  public func address(_ key: String) -> String { "s3://\(bucket)/\(key)" }

  public func read(_ key: String) async throws -> StoredObject? {
    try await optional {
      let object = try await s3.getObject(bucket: bucket, key: key)
      return StoredObject(state: state(object.attributes), bytes: object.bytes)
    }
  }

  public func look(_ key: String) async throws -> StoredState? {
    try await optional { state(try await s3.headObject(bucket: bucket, key: key)) }
  }

  public func write(
    _ key: String, _ bytes: [UInt8], mark: String, if condition: WriteCondition
  ) async throws -> String {
    var options = S3.PutOptions()
    options.metadata = [markName: mark]
    switch condition {
    case .absent: options.onlyIfAbsent = true
    case .version(let version): options.ifMatch = version
    }
    do {
      let result = try await s3.putObject(bucket: bucket, key: key, bytes: bytes, options: options)
      guard let version = result.eTag else { throw StoreError.unclear("S3 gave no ETag") }
      return version
    } catch let error as AWSError {
      throw translated(error, isWrite: true)
    }
  }

  private func optional<Value>(_ read: () async throws -> Value) async throws -> Value? {
    do {
      return try await read()
    } catch let error as AWSError {
      // HEAD has no body: a missing bucket and a missing object look the same there; the first write tells.
      if error.code == "NoSuchBucket" { throw noBucket }
      if error.isNotFound || error.httpStatus == 404 { return nil }
      throw translated(error, isWrite: false)
    }
  }

  private func state(_ attributes: S3.ObjectAttributes) -> StoredState {
    let written = attributes.lastModified ?? Date()
    return StoredState(
      version: attributes.eTag ?? "", mark: attributes.metadata[markName], written: written,
      now: attributes.date ?? max(written, Date()))
  }

  private var noBucket: StoreError {
    .refused("there is no bucket \(bucket); make it with `daivi-host bootstrap`")
  }

  private func translated(_ error: AWSError, isWrite: Bool) -> StoreError {
    switch (error.code, error.httpStatus) {
    case ("NoSuchBucket", _): noBucket
    case (_, 412): .conflict
    // If-Match on an object that was deleted meanwhile; and two writes at the same moment, of which S3 wants one again.
    case (_, 404) where isWrite: .conflict
    case (_, 409): .unclear("\(error)")
    default: error.isRetryable || error.isAmbiguous ? .unclear("\(error)") : .refused("\(error)")
    }
  }
}
