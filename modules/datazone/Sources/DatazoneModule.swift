import DaiviModule

/// Section 20 of the guide: the domain Exchange of DataZone (version V1) and its three projects. Producer publishes the
/// billing lake, Consumer subscribes, Custom looks at it in the AWS console.
@main
struct DatazoneModule: DaiviModule {
  static let module = Module(
    "datazone", version: "0.1.0", title: "DataZone domain and projects", files: EmbeddedFiles.all,
    requires: [
      "foundation": ">=0.1.0 <1.0.0", "idc": ">=0.1.0 <1.0.0", "billing": ">=0.1.0 <1.0.0",
      "lake-formation": ">=0.1.0 <1.0.0",
    ],
    permissions: [
      "datazone:ListEnvironmentBlueprints", "datazone:GetEnvironmentBlueprintConfiguration", "datazone:GetEnvironment",
      "datazone:StartDataSourceRun", "datazone:GetDataSourceRun", "datazone:Search",
    ]
  ) {
    Target("deploy-datazone-domain", "Domain Exchange and its people", guide: "20") {
      Input("glueKeyArn", from: "foundation/deploy-kms-keys")
      Input("datazoneDomainExecutionRoleArn", from: "foundation/deploy-iam-roles")
      people("instanceArn", "adminUserIds", "domainOwnerUserIds", "projectOwnerUserIds", "projectContributorUserIds")
      Stack(
        "domain", template: "datazone/domain.yaml",
        parameters: [
          "GlueKeyArn": "{inputs.glueKeyArn}",
          "DatazoneDomainExecutionRoleArn": "{inputs.datazoneDomainExecutionRoleArn}",
          "IdentityCenterInstanceArn": "{inputs.instanceArn}",
        ])
      DomainRemoval.domain(domain)
      DomainUsers(
        "users", "people of Identity Center", domain: domain, unit: "{inputs.exchangeRootUnitId}",
        users: ["{inputs.adminUserIds}", "{inputs.projectOwnerUserIds}", "{inputs.projectContributorUserIds}"],
        owners: "{inputs.domainOwnerUserIds}")
      DomainRemoval.projects(domain)
    }
    Target("deploy-datazone-project-prereq", "Roles and blueprints of the domain's projects", guide: "20") {
      After("lake-formation/set-up-lake-formation-admin-role")
      exchange("exchangeDomainId", "exchangeRootUnitId")
      Input("s3KeyArn", from: "foundation/deploy-kms-keys")
      Input("glueKeyArn", from: "foundation/deploy-kms-keys")
      Input("glueTempBucket", from: "foundation/deploy-buckets")
      billing("billingDataBucket", "billingHiveBucket", "billingIcebergBucket", "databaseName")
      Blueprints.found
      Stack(
        "prerequisites", template: "datazone/prerequisites.yaml",
        parameters: parameters(
          "ExchangeDomainId", "ExchangeRootUnitId", "DataLakeBlueprintId", "CustomBlueprintId", "S3KeyArn",
          "GlueKeyArn", "GlueTempBucket", "BillingDataBucket", "BillingHiveBucket", "BillingIcebergBucket",
          "DatabaseName"))
      Blueprints.gate
    }
    Target("deploy-datazone-producer-project", "Project Producer, which publishes the billing lake", guide: "20") {
      exchange("exchangeDomainId")
      prerequisites("dataLakeBlueprintId")
      billing("databaseName", "hiveTableName", "icebergTableName")
      people("projectOwnerUserIds")
      Stack(
        "producer", template: "datazone/project.yaml",
        parameters: parameters("ExchangeDomainId", "DataLakeBlueprintId", "DatabaseName").merging([
          "Project": "Producer", "Part": "producer",
        ]) { $1 })
      ProjectEnvironment.steps
      owners
      InventoryImport("import", "tables of the billing lake in the project's inventory")
    }
    Target("deploy-datazone-consumer-project", "Project Consumer, which subscribes", guide: "20") {
      exchange("exchangeDomainId")
      prerequisites("dataLakeBlueprintId")
      people("projectOwnerUserIds")
      Stack(
        "consumer", template: "datazone/project.yaml",
        parameters: parameters("ExchangeDomainId", "DataLakeBlueprintId").merging([
          "Project": "Consumer", "Part": "consumer",
        ]) { $1 })
      ProjectEnvironment.steps
      owners
    }
    Target("deploy-datazone-custom-project", "Project Custom, with links into the AWS console", guide: "20") {
      exchange("exchangeDomainId")
      prerequisites("customBlueprintId", "environmentRoleArn", "manageAccessRoleArn")
      billing("billingDataBucket", "databaseName", "hiveTableName", "icebergTableName")
      people("projectOwnerUserIds")
      Stack(
        "custom", template: "datazone/custom-project.yaml",
        parameters: parameters(
          "ExchangeDomainId", "CustomBlueprintId", "EnvironmentRoleArn", "ManageAccessRoleArn", "BillingDataBucket",
          "DatabaseName"))
      ProjectEnvironment.steps
      owners
      InventoryImport("import", "tables of the billing lake in the project's inventory")
    }
  }

  private static let domain: Value = "{inputs.exchangeDomainId}"

  private static let owners = ProjectMembers(
    "owners", "project owners of Identity Center", domain: domain, project: "{inputs.projectId}",
    users: "{inputs.projectOwnerUserIds}", designation: .owner)

  private static func exchange(_ names: String...) -> [Input] {
    names.map { Input($0, from: "datazone/deploy-datazone-domain") }
  }

  private static func prerequisites(_ names: String...) -> [Input] {
    names.map { Input($0, from: "datazone/deploy-datazone-project-prereq") }
  }

  private static func billing(_ names: String...) -> [Input] {
    names.map { Input($0, from: "billing/deploy-billing") }
  }

  /// Who comes into the domain, from whichever identity source is active.
  private static func people(_ names: String...) -> [Input] {
    names.map {
      Input($0, from: "idc/deploy-idc-acc", "idc/deploy-idc-org", "idc/deploy-dyo-idc", "idc/deploy-byo-idc")
    }
  }

  /// Parameters of a template from inputs of the same name.
  private static func parameters(_ names: String...) -> [String: Value] {
    Dictionary(
      uniqueKeysWithValues: names.map { ($0, Value("{inputs.\($0.prefix(1).lowercased())\($0.dropFirst())}")) })
  }
}
