import DaiviAWS
import DaiviProtocol

/// The S3 table as S3 Tables itself knows it.
let s3TableExists = Check(
  "exists", "the S3 table exists", reads: ["{inputs.tableBucketName}", "{inputs.namespace}", "{inputs.s3TableName}"],
  actions: ["s3tables:GetTable"]
) { context in
  let bucket = try context.value(
    "arn:{partition}:s3tables:{primaryRegion}:{account}:bucket/{inputs.tableBucketName}")
  let namespace = try context.value("{inputs.namespace}")
  let name = try context.value("{inputs.s3TableName}")
  func result(_ status: CheckResult.Status, _ detail: String) -> CheckResult {
    CheckResult(
      id: "exists", title: "the S3 table exists", status: status, detail: detail, resource: "\(namespace).\(name)")
  }
  do {
    let table = try await context.aws.s3Tables.getTable(tableBucketARN: bucket, namespace: namespace, name: name)
    return result(.passed, table.tableARN)
  } catch let error as AWSError where error.isNotFound {
    return result(.failed, "there is no table \(namespace).\(name) in \(bucket)")
  }
}
