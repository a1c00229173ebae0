extension Stack {
  /// What emptying before a deletion, and saying what became of the keys, takes beside CloudFormation's own actions.
  public var removalActions: [String] {
    [
      "kms:DescribeKey", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions", "s3:PutBucketLogging",
      "s3:PutReplicationConfiguration", "s3tables:DeleteNamespace", "s3tables:DeleteTable",
      "s3tables:ListNamespaces", "s3tables:ListTables",
    ]
  }
}
