import DaiviModule

/// Section 25 of the guide: two assets of types of their own in the catalog of SageMaker Unified Studio, and the lineage
/// between their columns. What the guide does by hand in the portal and in a notebook are targets here; the notebook is
/// described in docs/notebooks.md.
@main
struct LineageModule: DaiviModule {
  static let module = Module(
    "lineage", version: "0.1.0", title: "Custom assets and their lineage", files: EmbeddedFiles.all,
    requires: ["sagemaker-domain": ">=0.1.0 <1.0.0", "sagemaker-projects": ">=0.1.0 <1.0.0"],
    permissions: [
      "datazone:CreateAssetType", "datazone:GetAssetType", "datazone:DeleteAssetType",
      "datazone:CreateAsset", "datazone:GetAsset", "datazone:DeleteAsset", "datazone:Search",
      "datazone:AddPolicyGrant", "datazone:ListPolicyGrants", "datazone:RemovePolicyGrant",
      "datazone:PostLineageEvent", "datazone:ListLineageEvents", "datazone:GetLineageEvent",
      "datazone:GetLineageNode", "datazone:ListLineageNodeHistory",
    ]
  ) {
    Target("grant-custom-asset-type-creation", "The project Producer may make types of assets", guide: "25") {
      domain
      Input("rootDomainUnitId", from: "sagemaker-domain/deploy-domain")
      Stack(
        "asset-type-grants", template: "lineage/asset-type-grants.yaml",
        parameters: [
          "DomainId": "{inputs.domainId}", "RootDomainUnitId": "{inputs.rootDomainUnitId}",
          "ProducerProjectId": "{inputs.producerProjectId}",
        ])
    }
    Target("deploy-lineage-assets", "Types and assets Order and Trade in the project's catalog", guide: "25") {
      After("lineage/grant-custom-asset-type-creation")
      domain
      AssetTypes.step
      AssetTypes.use
      Assets.step
    }
    Target("post-lineage-events", "Lineage from the columns of Order to those of Trade", guide: "25") {
      domain
      Input("orderAssetId", from: "lineage/deploy-lineage-assets")
      Input("tradeAssetId", from: "lineage/deploy-lineage-assets")
      Lineage.step
    }
  }

  private static let domain = [
    Input("domainId", from: "sagemaker-domain/deploy-domain"),
    Input("producerProjectId", from: "sagemaker-projects/extract-producer-info"),
  ]
}

/// The two assets, as the guide has them: tables that are nowhere but in the catalog.
enum Sample {
  static let order = "Order"
  static let trade = "Trade"
  static let assets = [order, trade]
  static let columns = ["security", "price", "quantity"]
  static let columnType = "varchar"
  static let job = "Order_to_Trade"

  /// Name of the form that has the columns, and the service's type of it.
  static let form = "CustomTableForm"
  static let formType = "amazon.datazone.RelationalTableFormType"
}

/// What every step here works with.
struct Catalog: Sendable {
  let domain: String
  let project: String
  let dataZone: DataZone

  static let reads: [Value] = ["{inputs.domainId}", "{inputs.producerProjectId}"]

  init(_ context: StepContext) throws {
    domain = try context.value("{inputs.domainId}")
    project = try context.value("{inputs.producerProjectId}")
    dataZone = context.aws.dataZone
  }

  /// Of an asset and of the dataset in lineage events that stands for it: they are found to be the same by it.
  func identifier(_ asset: String) -> String { "\(domain)/\(asset)" }
}
