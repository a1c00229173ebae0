import DaiviProtocol

/// What every data lake has, however its tables are filled: buckets, a database and a table bucket with their jobs and
/// grants (iac/shared/lake.yaml), job scripts, an S3 table, and the administrators' rights on it.
public struct Lake: Sendable {
  public let name: String
  let guide: String
  let files: [String: String]

  /// - Parameters:
  ///   - name: of the lake, as in its directory and its resources: `billing`.
  ///   - guide: section of the deployment guide.
  ///   - files: `EmbeddedFiles.all` of the module.
  public init(_ name: String, guide: String, files: [String: String]) {
    self.name = name
    self.guide = guide
    self.files = files
  }

  /// The modules that a lake's targets follow.
  public static let requires = [
    "foundation": ">=0.1.0 <1.0.0", "lake-formation": ">=0.1.0 <1.0.0", "glue-jars": ">=0.1.0 <1.0.0",
    "athena": ">=0.1.0 <1.0.0",
  ]

  // MARK: - What the target that deploys the lake has

  /// What `buckets` and `stack` need of the foundation, and whoever deploys: the stack's grants need an administrator.
  public var inputs: [Input] {
    ["s3KeyArn", "secondaryS3KeyArn", "glueKeyArn", "cloudwatchKeyArn"]
      .map { Input($0, from: "foundation/deploy-kms-keys") }
      + ["glueRoleArn", "lakeformationServiceRoleArn"].map { Input($0, from: "foundation/deploy-iam-roles") }
      + ["glueScriptsBucket", "glueSparkLogsBucket", "glueTempBucket"]
      .map { Input($0, from: "foundation/deploy-buckets") }
      + [
        Input("domainId", from: "sagemaker-domain/deploy-domain", optional: true),
        Input("deployerArn", from: "lake-formation/set-up-lake-formation-admin-role"),
      ]
  }

  /// Where the jobs send their lineage: nowhere without a domain, so that a lake alone deploys too.
  public static let lineageDomain: Value = "{inputs.domainId?}"

  /// Buckets of the families of iac/shared/bucket-families.yaml, named without the lake's name: `Data`, `Hive`.
  public func buckets(_ families: [String]) -> [any Step] {
    BucketFamilies.steps(families.map { "\(name.prefix(1).uppercased())\(name.dropFirst())\($0)" }, usage: Value(name))
  }

  /// Output of the deploying target with the name of a family's bucket in the primary region.
  public func bucket(_ family: String) -> Value { Value("{inputs.\(name)\(family)Bucket}") }

  /// Database, table bucket, jobs, Lake Formation locations and grants.
  /// - Parameter more: parameters of iac/shared/lake.yaml beside those of the foundation and the lake's name.
  public func stack(_ more: [String: Value]) -> Stack {
    let shared = [
      "S3KeyArn", "GlueKeyArn", "CloudwatchKeyArn", "GlueRoleArn", "LakeformationServiceRoleArn", "GlueScriptsBucket",
      "GlueSparkLogsBucket", "GlueTempBucket",
    ].map { ($0, Value("{inputs.\($0.prefix(1).lowercased())\($0.dropFirst())}")) }
    return Stack(
      "lake", template: "shared/lake.yaml",
      parameters: Dictionary(uniqueKeysWithValues: shared).merging([
        "Lake": Value(name), "IcebergBucket": bucket("Iceberg"), "DomainId": Self.lineageDomain,
        "DeployerArn": "{inputs.deployerArn}",
        "SecurityConfigurationSuffix": Value(configurationSuffix),
      ]) { $1 }.merging(more) { $1 })
  }

  /// The billing lake's security configuration has the guide's plain name.
  private var configurationSuffix: String { name == "billing" ? "" : "-\(name)" }

  /// What Glue leaves of the jobs' logs. Before the stack, so that they go after the jobs.
  public var jobLogs: JobLogs {
    JobLogs(of: Value("{app}-{env}-glue-security-configuration\(configurationSuffix)"))
  }

  /// What the jobs run and import. Each lake has its own copy, so that one that is taken away breaks no other.
  public var scripts: Upload {
    Upload(
      "scripts", "job scripts", to: "{inputs.glueScriptsBucket}", digestOutput: "scriptsDigest",
      items: files.keys.sorted().filter { $0.hasSuffix(".py") && $0.contains("/scripts/") }.map { path in
        Upload.Item(Value("\(name)/\(path.split(separator: "/").last ?? "")"), from: .file(path))
      })
  }

  // MARK: - Its other targets

  /// What every other target takes of the one that deploys the lake, and `more` of it.
  public func deployed(_ more: [String] = []) -> [Input] {
    (["databaseName", "tableBucketName", "namespace", "s3TableName", "scriptsDigest"] + more)
      .map { Input($0, from: TargetID(module: name, target: "deploy-\(name)")) }
      + [Input("workgroupName", from: "athena/deploy-athena")]
  }

  /// A run of a job that fills a table of the data catalog, whose rows Athena counts.
  /// - Parameters:
  ///   - table: as SQL names it.
  ///   - outputs: first part of the outputs' names, `<outputs>Rows` and `<outputs>RunId`.
  public func load(
    _ title: String, job: Value, table: Value, outputs: String, arguments: [String: Value] = [:], follows: [Value]
  ) -> JobRun {
    JobRun(
      "load", title, job: job, arguments: arguments, follows: follows + ["{inputs.scriptsDigest}"],
      fills: TableRows(table, workgroup: "{inputs.workgroupName}", output: "\(outputs)Rows"),
      runOutput: "\(outputs)RunId")
  }

  /// The S3 table as SQL names it.
  public var s3Table: Value {
    #""s3tablescatalog/{inputs.tableBucketName}"."{inputs.namespace}"."{inputs.s3TableName}""#
  }

  /// The target that makes the S3 table.
  public var makeS3Table: Target {
    Target("start-\(name)-s3table-create-job", "Make the S3 table", guide: guide) {
      After("glue-jars/deploy-glue-jars", "lake-formation/create-glue-s3tables-catalog")
      After("lake-formation/drop-default-database")
      deployed(["s3TableCreateJobName"])
      JobRun(
        "create", "S3 table", job: "{inputs.s3TableCreateJobName}", follows: ["{inputs.scriptsDigest}"],
        runOutput: "s3TableCreateRunId")
      s3TableExists
    }
  }

  /// The target that gives the administrators their rights on the S3 table, and whoever deploys the right to read it: it
  /// counts the rows, and a Lake Formation administrator may grant and not read.
  public var grantS3Table: Target {
    Target("grant-lake-formation-\(name)-s3-table-catalog", "Administrators' rights on the S3 table", guide: guide) {
      After(
        TargetID(module: name, target: "start-\(name)-s3table-create-job"),
        "lake-formation/create-glue-s3tables-catalog")
      After("lake-formation/register-s3table-catalog-with-lake-formation")
      deployed()
      Input("deployerArn", from: "lake-formation/set-up-lake-formation-admin-role")
      Grant(
        "admin", "S3 table to the administrators", to: administrators, on: grantedS3Table, permissions: ["ALL"],
        grantable: ["ALL"])
      Grant(
        "deployer", "S3 table to whoever deploys", to: "{inputs.deployerArn}", on: grantedS3Table,
        permissions: ["SELECT", "DESCRIBE"], unless: administrators)
    }
  }

  /// What a target that counts the rows of the S3 table comes after.
  public var s3TableRights: After {
    After(TargetID(module: name, target: "grant-lake-formation-\(name)-s3-table-catalog"))
  }

  private var administrators: Value { "arn:{partition}:iam::{account}:role/{adminRole}" }

  private var grantedS3Table: Grant.Resource {
    .table(
      catalog: "{account}:s3tablescatalog/{inputs.tableBucketName}", database: "{inputs.namespace}",
      name: "{inputs.s3TableName}")
  }
}
