extension Stack {
  /// CloudFormation's own, and what emptying before a deletion, and saying what became of the keys, takes.
  public var actions: [String] {
    [
      "cloudformation:*", "kms:DescribeKey", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions",
      "s3:PutBucketLogging", "s3:PutReplicationConfiguration", "s3tables:DeleteNamespace", "s3tables:DeleteTable",
      "s3tables:ListNamespaces", "s3tables:ListTables",
    ]
  }
}
