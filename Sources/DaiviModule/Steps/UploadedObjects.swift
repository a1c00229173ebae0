import DaiviAWS
import DaiviProtocol

/// Objects that a step put into a bucket, to be taken out again for good.
public struct UploadedObjects: Sendable {
  private let aws: AWS
  private let bucket: String

  public init(aws: AWS, bucket: String) {
    self.aws = aws
    self.bucket = bucket
  }

  /// Deletes every version of these keys, and of no others. No bucket is no error. Throws `AWSError`, or `StepError`
  /// naming the first object that S3 refused to delete.
  public func remove(_ keys: [String]) async throws -> StepSuccess {
    var gone = 0
    for key in keys {
      do {
        // A prefix matches longer keys too.
        let versions = try await aws.s3.listObjectVersionsPages(bucket: bucket, prefix: key).collect(\.versions)
          .map(\.id).filter { $0.key == key }
        if let failure = try await aws.s3.deleteObjects(bucket: bucket, versions).first {
          throw StepError(
            message: "s3://\(bucket)/\(key) could not be deleted: \(failure.message)", service: "S3",
            operation: "DeleteObjects", code: failure.code)
        }
        if !versions.isEmpty { gone += 1 }
      } catch let error as AWSError where error.isNotFound {
        return StepSuccess(detail: "bucket \(bucket) is gone already")
      }
    }
    return StepSuccess(detail: gone == 1 ? "1 object removed" : "\(gone) objects removed")
  }
}
