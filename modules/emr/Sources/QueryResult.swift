import DaiviModule

/// What iac/emr/scripts/query_table.py writes: JSON lines below `rows`, and one below `count`.
struct QueryResult: Sendable {
  struct Content: Sendable {
    /// Lines of JSON, a row each.
    var rows: [String]
    var tableRows: Int
  }

  private let bucket: String
  private let prefix: String
  private let s3: S3

  init(_ context: StepContext, prefix: String) throws {
    bucket = try context.value("{inputs.glueTempBucket}")
    self.prefix = prefix
    s3 = context.aws.s3
  }

  /// nil when there is no (whole) result, or no bucket.
  func read() async throws -> Content? {
    do {
      guard let count = try await lines("count").first,
        let tableRows = try AWSDocument(json: Array(count.utf8))["table_rows"]?.integer
      else { return nil }
      return Content(rows: try await lines("rows"), tableRows: Int(tableRows))
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  /// Deletes every version of everything below the prefix.
  func remove() async throws -> StepSuccess {
    do {
      let versions = try await s3.listObjectVersionsPages(bucket: bucket, prefix: "\(prefix)/").collect(\.versions)
      if let failure = try await s3.deleteObjects(bucket: bucket, versions.map(\.id)).first {
        throw StepError(
          message: "an object below s3://\(bucket)/\(prefix) could not be deleted: \(failure.message)", service: "S3",
          operation: "DeleteObjects", code: failure.code)
      }
      return StepSuccess(detail: versions.isEmpty ? "nothing to remove" : "result removed")
    } catch let error as AWSError where error.isNotFound {
      return StepSuccess(detail: "bucket \(bucket) is gone already")
    }
  }

  private func lines(_ part: String) async throws -> [String] {
    let keys = try await s3.listObjectsPages(bucket: bucket, prefix: "\(prefix)/\(part)/").collect(\.objects)
      .map(\.key).filter { $0.hasSuffix(".json") }
    var lines: [String] = []
    for key in keys {
      let bytes = try await s3.getObject(bucket: bucket, key: key).bytes
      lines += String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
    return lines
  }
}
