import DaiviModule

/// How far the job has read, and its word of what runs. They end with the tables: a job that went on from there would leave
/// new ones without what the topic had before.
enum StreamState {
  static let step = Custom(
    "state", "state of the streaming job", kind: "stream-state", reads: ["{inputs.glueTempBucket}"],
    actions: CallActions.objects, checks: [],
    apply: { _ in StepSuccess(detail: "the job keeps it") },
    verify: { _ in [] },
    destroy: { context in
      let bucket = try context.value("{inputs.glueTempBucket}")
      let s3 = context.aws.s3
      do {
        var versions = try await s3.listObjectVersionsPages(bucket: bucket, prefix: "trade/checkpoint/")
          .collect(\.versions).map(\.id)
        versions += try await s3.listObjectVersionsPages(bucket: bucket, prefix: "trade/status.json")
          .collect(\.versions).map(\.id)
        if let failure = try await s3.deleteObjects(bucket: bucket, versions).first {
          throw StepError(
            message: "an object of the job's checkpoint in s3://\(bucket)/trade could not be deleted: "
              + failure.message, service: "S3", operation: "DeleteObjects", code: failure.code)
        }
        return StepSuccess(detail: versions.isEmpty ? "nothing to remove" : "checkpoint removed")
      } catch let error as AWSError where error.isNotFound {
        return StepSuccess(detail: "bucket \(bucket) is gone already")
      }
    })
}
