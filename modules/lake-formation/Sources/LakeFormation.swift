import DaiviModule

/// Section 6 of the guide: who administers Lake Formation, the catalog of S3 tables, and the guard against the Glue
/// database `default`, which every lake shares.
@main
struct LakeFormationModule: DaiviModule {
  static let module = Module(
    "lake-formation", version: "0.1.0", title: "Lake Formation settings and the catalog of S3 tables",
    requires: ["foundation": ">=0.1.0 <1.0.0"],
    permissions: [
      "lakeformation:GetDataLakeSettings", "lakeformation:PutDataLakeSettings", "lakeformation:RegisterResource",
      "lakeformation:DescribeResource", "lakeformation:UpdateResource", "lakeformation:GrantPermissions",
      "lakeformation:ListPermissions", "lakeformation:RevokePermissions", "lakeformation:DeregisterResource",
      "s3tables:ListTableBuckets", "ssm:GetParameter", "ssm:GetParametersByPath", "ssm:PutParameter",
      "ssm:DeleteParameter", "glue:CreateCatalog", "glue:DeleteCatalog", "glue:GetCatalog", "glue:PassConnection",
      "glue:GetDatabase", "glue:GetTables", "glue:DeleteDatabase", "iam:GetRole", "iam:PassRole",
    ]
  ) {
    Target("set-up-lake-formation-admin-role", "Administrators of Lake Formation, merged into what is set", guide: "1")
    {
      Input("quicksightServiceRoleArn", from: "foundation/deploy-iam-roles")
      administrators
    }
    Target("create-glue-s3tables-catalog", "Federated catalog s3tablescatalog", guide: "6") {
      After("lake-formation/set-up-lake-formation-admin-role")
      tableBucketCatalog
    }
    Target("register-s3table-catalog-with-lake-formation", "Table buckets as a Lake Formation location", guide: "6") {
      After("lake-formation/set-up-lake-formation-admin-role")
      Input("lakeformationServiceRoleArn", from: "foundation/deploy-iam-roles")
      tableBucketLocation
    }
    Target("grant-default-database-permissions", "Rights on the Glue database default, if there is one", guide: "9") {
      After("lake-formation/set-up-lake-formation-admin-role")
      Input("glueRoleArn", from: "foundation/deploy-iam-roles")
      defaultDatabaseGrant
    }
    Target("drop-default-database", "Remove the Glue database default before any job runs", guide: "9") {
      After("lake-formation/grant-default-database-permissions")
      Input("glueRoleArn", from: "foundation/deploy-iam-roles")
      defaultDatabaseDrop
    }
  }
}
