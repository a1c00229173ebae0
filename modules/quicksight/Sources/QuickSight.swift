import DaiviModule

/// Sections 23 and 24 of the guide: the account's QuickSight subscription, and on it the billing dashboard with its data
/// sets. The dashboard needs the billing lake only; the data sets of other lakes come with those lakes.
@main
struct QuickSightModule: DaiviModule {
  static let module = Module(
    "quicksight", version: "0.1.0", title: "QuickSight subscription and billing dashboard", files: EmbeddedFiles.all,
    requires: [
      "foundation": ">=0.1.0 <1.0.0", "athena": ">=0.1.0 <1.0.0", "billing": ">=0.1.0 <1.0.0",
      "lake-formation": ">=0.1.0 <1.0.0",
    ],
    parameters: [
      ParameterDeclaration(
        name: "notificationEmail", title: "address that QuickSight writes to about the subscription",
        sandboxDefault: "nobody@example.com", pattern: #"[^@\s]+@[^@\s]+\.[^@\s.]+"#, rule: "is no e-mail address"),
      ParameterDeclaration(
        name: "accountName", title: "name of a new subscription, unique over all of AWS; {app}-{account} by default",
        pattern: "[A-Za-z0-9-]{1,62}", rule: "must be 1 to 62 letters, digits and hyphens"),
      ParameterDeclaration(
        name: "readers", title: "QuickSight user names, comma separated, who read the dashboard; every administrator"),
    ],
    permissions: CallActions.athenaQuery + CallActions.claim + [
      "quicksight:DescribeAccountSubscription", "quicksight:CreateAccountSubscription", "quicksight:Subscribe",
      "quicksight:CreateAdmin", "quicksight:ListUsers", "quicksight:ListGroupMemberships",
      "quicksight:CreateGroupMembership", "quicksight:DeleteGroupMembership", "quicksight:DescribeDataSource",
      "quicksight:CreateDataSource", "quicksight:DeleteDataSource", "quicksight:TagResource",
      "quicksight:DescribeDataSet", "quicksight:DescribeDashboardDefinition", "ds:AuthorizeApplication",
      "ds:CheckAlias", "ds:CreateAlias", "ds:CreateIdentityPoolDirectory", "ds:DescribeDirectories",
      "iam:ListAccountAliases", "iam:PassRole",
    ],
    commands: [ModuleCommand(PreviewCommand.self)]
  ) {
    Target("deploy-quicksight-subscription", "The account's QuickSight subscription, adopted or made", guide: "23") {
      subscription
    }
    Target("deploy-quicksight-dataset", "Data source, data sets and billing dashboard", guide: "24") {
      After("quicksight/deploy-quicksight-subscription")
      After("billing/start-billing-hive-job")
      Input("quicksightServiceRoleArn", from: "foundation/deploy-iam-roles")
      Input("workgroupName", from: "athena/deploy-athena")
      Input("databaseName", from: "billing/deploy-billing")
      Input("hiveTableName", from: "billing/deploy-billing")
      Input("icebergTableName", from: "billing/deploy-billing")
      Input("inventoryDatabase", from: "inventory/deploy-inventory", output: "databaseName", optional: true)
      Input("inventoryHiveTable", from: "inventory/deploy-inventory", output: "hiveTableName", optional: true)
      Input("inventoryIcebergTable", from: "inventory/deploy-inventory", output: "icebergTableName", optional: true)
      Input("splunkDatabase", from: "splunk/deploy-splunk", output: "databaseName", optional: true)
      Input("splunkIcebergTable", from: "splunk/deploy-splunk", output: "icebergTableName", optional: true)
      Stack("readers", template: "quicksight/readers.yaml")
      readers
      serviceRole
      Stack(
        "billing", template: "quicksight/billing.yaml",
        parameters: [
          "ServiceRoleArn": "{inputs.quicksightServiceRoleArn}", "WorkgroupName": "{inputs.workgroupName}",
          "DatabaseName": "{inputs.databaseName}", "HiveTableName": "{inputs.hiveTableName}",
          "IcebergTableName": "{inputs.icebergTableName}", "ConvertedSql": BillingSQL.converted,
        ])
      WhenGiven(
        "inventoryDatabase",
        Stack(
          "inventory", template: "quicksight/inventory.yaml",
          parameters: [
            "ServiceRoleArn": "{inputs.quicksightServiceRoleArn}", "DataSourceArn": "{inputs.dataSourceArn}",
            "DatabaseName": "{inputs.inventoryDatabase}", "HiveTableName": "{inputs.inventoryHiveTable}",
            "IcebergTableName": "{inputs.inventoryIcebergTable}",
          ]))
      WhenGiven(
        "splunkDatabase",
        Stack(
          "splunk", template: "quicksight/splunk.yaml",
          parameters: [
            "ServiceRoleArn": "{inputs.quicksightServiceRoleArn}", "DataSourceArn": "{inputs.dataSourceArn}",
            "DatabaseName": "{inputs.splunkDatabase}", "IcebergTableName": "{inputs.splunkIcebergTable}",
          ]))
      dataSetsAnswer
      dashboardIsPopulated
    }
  }
}
