import DaiviEngine
import DaiviModule
import DaiviProtocol
import DaiviSystem
import Testing

@testable import daivi_athena
@testable import daivi_billing
@testable import daivi_datazone
@testable import daivi_emr
@testable import daivi_foundation
@testable import daivi_glue_jars
@testable import daivi_idc
@testable import daivi_inventory
@testable import daivi_lake_formation
@testable import daivi_lineage
@testable import daivi_price
@testable import daivi_project_config
@testable import daivi_quicksight
@testable import daivi_sagemaker_domain
@testable import daivi_sagemaker_projects
@testable import daivi_snowflake
@testable import daivi_splunk
@testable import daivi_stocks
@testable import daivi_trade
@testable import daivi_zero_etl

/// Every module's own declaration, before anything is deployed.
@Suite struct ManifestTests {
  static let modules = [
    FoundationModule.module, Athena.module, Billing.module, Inventory.module, GlueJars.module,
    LakeFormationModule.module, EMR.module, DatazoneModule.module, Idc.module, SagemakerDomain.module,
    SagemakerProjects.module, ProjectConfig.module, Splunk.module, Stocks.module, Trade.module, ZeroETL.module,
    LineageModule.module, Price.module, QuickSightModule.module, Snowflake.module,
  ]

  /// Steps that make nothing which stays: they find what later steps take, or take away what a service made.
  private static let finding =
    [
      "splunk/deploy-splunk/image", "trade/deploy-trade/state", "zero-etl/deploy-z-etl-dynamodb-data-prereq/key",
      "snowflake/deploy-z-etl-snowflake/job-logs",
    ] + ["billing", "inventory", "price", "splunk", "trade"].map { "\($0)/deploy-\($0)/job-logs" }

  @Test func noneIsForgotten() throws {
    let root = Path.parent(Path.parent(Path.parent(#filePath)))
    let there = try Files.names(in: Path.join(root, "modules")).filter {
      Files.isDirectory(Path.join(root, "modules/\($0)/Sources"))
    }
    #expect(Self.modules.map(\.name).sorted() == there.sorted())
  }

  @Test(arguments: modules) func isValid(_ module: Module) throws {
    let manifest = try module.manifest()
    #expect(manifest.module == module.name)
    #expect(!manifest.title.isEmpty)
    #expect(manifest.version.split(separator: ".").count == 3)
    #expect(!manifest.targets.isEmpty)
    for target in manifest.targets {
      #expect(!target.title.isEmpty, "\(target.name)")
      #expect(!target.steps.isEmpty, "\(target.name)")
      #expect(target.guide != nil, "\(target.name) names no section of the guide")
    }
  }

  @Test(arguments: modules) func everythingThatIsMadeCanBeLookedAt(_ module: Module) throws {
    for target in try module.manifest().targets {
      for step in target.steps where step.gate == nil && step.checks.isEmpty {
        // Buckets without their replication: the step that adds it checks the same stack.
        let replication = step.id.replacing("primary-buckets", with: "replication")
        let isCompleted = replication != step.id && target.steps.contains { $0.id == replication && !$0.checks.isEmpty }
        let id = "\(module.name)/\(target.name)/\(step.id)"
        #expect(isCompleted || Self.finding.contains(id), "nothing looks at what \(id) makes")
      }
    }
  }

  /// Two declarations of the same steps in one process must agree, or every deploy would run them again.
  @Test(arguments: modules) func fingerprintsAreStable(_ module: Module) throws {
    #expect(try module.manifest() == module.manifest())
  }

  /// What one target takes, another gives; nothing is needed in a circle.
  @Test func togetherTheyMakeAGraph() throws {
    let graph = try DeploymentGraph(manifests: Self.modules.map { try $0.manifest() })
    #expect(graph.order.count == graph.nodes.count)
  }

  @Test func theGraphHasTheGuidesTargetsAndEdges() throws {
    let graph = try DeploymentGraph(manifests: Self.modules.map { try $0.manifest() })
    for (target, needs) in GuideEdges.all {
      let id = try #require(graph.nodes.keys.first { $0.target == target }, "no module offers \(target)")
      let closure = Set(graph.closure(of: [id]).map(\.target))
      for need in needs { #expect(closure.contains(need), "\(target) does not come after \(need)") }
    }
  }
}

extension Module: CustomTestStringConvertible {
  public var testDescription: String { name }
}
