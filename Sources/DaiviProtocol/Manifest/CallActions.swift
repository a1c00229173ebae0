/// IAM actions behind what several kinds of steps do, named as in AWS's Service Authorization Reference. A session of the
/// deploy role is limited to what the steps of a module declare (AssumeRole, `Policy`).
public enum CallActions {
  /// Objects of buckets that are encrypted with a customer-managed key: put, compared, and taken away with their versions.
  /// Without `s3:ListBucket` S3 answers 403 where there is no object.
  public static let objects = [
    "kms:Decrypt", "kms:GenerateDataKey", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject", "s3:ListBucket",
    "s3:ListBucketVersions", "s3:PutObject",
  ]

  /// A query in a workgroup: Athena looks into the catalog, reads data that Lake Formation vends, and writes the result
  /// with the rights of whoever asks.
  public static let athenaQuery = [
    "athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution", "athena:StopQueryExecution",
    "glue:GetCatalog", "glue:GetDatabase", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable", "glue:GetTables",
    "kms:Decrypt", "kms:GenerateDataKey", "lakeformation:GetDataAccess", "s3:GetBucketLocation", "s3:GetObject",
    "s3:ListBucket", "s3:PutObject",
  ]

  /// Runs of a Glue job: started, found again, followed, with the end of the log where one failed.
  public static let glueJob = [
    "glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun", "logs:GetLogEvents",
  ]

  /// What environments share in an account, claimed and given back (Parameter Store).
  public static let claim = [
    "ssm:DeleteParameter", "ssm:GetParameter", "ssm:GetParametersByPath", "ssm:PutParameter",
  ]
}
