import DaiviAWS
import DaiviProtocol

/// Empties what CloudFormation deletes only when it is empty: buckets with all their versions, and table buckets.
struct StackContents: Sendable {
  let aws: AWS
  let context: StackContext

  /// How many buckets are emptied at once.
  private static let width = 6

  func empty(_ resources: [StackResources.Summary]) async throws {
    let buckets = names(of: "AWS::S3::Bucket", resources)
    // Nothing new is to arrive: copies go to the other side, access logs to a bucket of the same stack.
    try await each(buckets) { bucket in
      try await present {
        try await aws.s3.deleteBucketReplication(bucket: bucket)
        try await aws.s3.stopBucketLogging(bucket: bucket)
      }
    }
    try await each(buckets) { bucket in try await present { try await empty(bucket: bucket) } }
    try await each(names(of: "AWS::S3Tables::TableBucket", resources)) { arn in
      try await present { try await empty(tableBucket: arn) }
    }
  }

  private func names(of type: String, _ resources: [StackResources.Summary]) -> [String] {
    resources.filter { $0.resourceType == type && $0.resourceStatus.rawValue != "DELETE_COMPLETE" }
      .compactMap(\.physicalResourceId)
  }

  private func empty(bucket: String) async throws {
    var count = 0
    for try await page in aws.s3.listObjectVersionsPages(bucket: bucket) {
      let failures = try await aws.s3.deleteObjects(bucket: bucket, page.versions.map(\.id))
      if let first = failures.first {
        throw StepError(
          message: "bucket \(bucket): \(failures.count) objects could not be deleted, \(first)", service: "S3",
          operation: "DeleteObjects", code: first.code)
      }
      count += page.versions.count
      if !page.versions.isEmpty { context.progress("emptying \(bucket): \(count) versions") }
    }
  }

  private func empty(tableBucket arn: String) async throws {
    let tables = try await aws.s3Tables.listTablesPages(tableBucketARN: arn).collect(\.tables)
    for table in tables {
      context.progress("deleting table \(table.namespace.joined(separator: ".")).\(table.name)")
      try await present {
        try await aws.s3Tables.deleteTable(
          tableBucketARN: arn, namespace: table.namespace.joined(separator: "."), name: table.name)
      }
    }
    for namespace in try await aws.s3Tables.listNamespacesPages(tableBucketARN: arn).collect(\.namespaces) {
      try await present {
        try await aws.s3Tables.deleteNamespace(
          tableBucketARN: arn, namespace: namespace.namespace.joined(separator: "."))
      }
    }
  }

  /// What somebody deleted by hand needs no emptying.
  private func present(_ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch let error as AWSError where error.isNotFound {
      return
    }
  }

  private func each(_ names: [String], _ work: @escaping @Sendable (String) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, name) in names.enumerated() {
        if index >= Self.width { try await group.next() }
        group.addTask { try await work(name) }
      }
      try await group.waitForAll()
    }
  }
}
