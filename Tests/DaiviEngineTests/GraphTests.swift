import DaiviProtocol
import Testing

@testable import DaiviEngine

@Suite struct GraphTests {
  private func target(
    _ name: String, after: [TargetID] = [], inputs: [InputDeclaration] = [], outputs: [String] = []
  ) -> TargetManifest {
    TargetManifest(
      name: name, title: name, after: after, inputs: inputs, outputs: outputs,
      steps: [StepManifest(id: "step", kind: "custom", title: "", fingerprint: "1")])
  }

  private func module(_ name: String, _ targets: TargetManifest...) -> ModuleManifest {
    ModuleManifest(module: name, version: "1.0.0", title: name, targets: targets)
  }

  @Test func needsComeBeforeWhatNeedsThem() throws {
    let graph = try DeploymentGraph(manifests: [
      module("lake", target("load", after: ["base/keys"])),
      module("base", target("keys"), target("roles", after: ["base/keys"])),
    ])
    let order = graph.order
    #expect(try #require(order.firstIndex(of: "base/keys")) < #require(order.firstIndex(of: "lake/load")))
    #expect(graph.closure(of: ["lake/load"]) == ["lake/load", "base/keys"])
    #expect(graph.dependents(of: ["base/keys"]) == ["lake/load", "base/roles"])
  }

  @Test func aCycleIsNamedWithItsPath() {
    #expect(throws: GraphError.cycle(["m/a", "m/b", "m/a"])) {
      try DeploymentGraph(manifests: [module("m", target("a", after: ["m/b"]), target("b", after: ["m/a"]))])
    }
  }

  @Test func aModuleThatIsNotInstalledIsNamedWithWhoAsks() {
    #expect(throws: GraphError.unknownModule("base", askedBy: "lake/load")) {
      try DeploymentGraph(manifests: [module("lake", target("load", after: ["base/keys"]))])
    }
  }

  @Test func anOutputThatDoesNotExistIsRefused() {
    let input = InputDeclaration(name: "key", from: ["base/keys"], output: "keyArn")
    #expect(throws: GraphError.unknownOutput("keyArn", of: "base/keys", askedBy: "lake/load")) {
      try DeploymentGraph(manifests: [
        module("base", target("keys")), module("lake", target("load", inputs: [input])),
      ])
    }
  }

  @Test func anOptionalInputOfAModuleThatIsMissingIsNoEdge() throws {
    let input = InputDeclaration(name: "domain", from: ["studio/domain"], output: "id", optional: true)
    let graph = try DeploymentGraph(manifests: [module("lake", target("load", inputs: [input]))])
    #expect(graph.nodes["lake/load"]?.needs.isEmpty == true)
  }

  @Test func twoModulesOfOneNameAreRefused() {
    #expect(throws: GraphError.duplicateModule("m")) {
      try DeploymentGraph(manifests: [module("m", target("a")), module("m", target("b"))])
    }
  }

  @Test func aMistypedTargetIsAnsweredWithTheNearest() throws {
    let graph = try DeploymentGraph(manifests: [module("foundation", target("deploy-kms-keys"))])
    #expect(throws: SelectionError.unknownTarget("deploy-kms-key", nearest: "deploy-kms-keys")) {
      try Selection(["deploy-kms-key"], in: graph)
    }
    #expect(throws: SelectionError.unknownModule("fundation", nearest: "foundation")) {
      try Selection(["fundation/deploy-kms-keys"], in: graph)
    }
  }

  @Test func whatNeedsOneOfSeveralSourcesDoesNotApplyWhereNoneDoes() throws {
    let sources = ["account", "organization"].map { name in
      var source = target("from-\(name)", outputs: ["instanceArn"])
      source.when = TargetCondition(setting: "identityCenter", isOneOf: [name])
      return source
    }
    let idc = ModuleManifest(module: "idc", version: "1.0.0", title: "idc", targets: sources)
    let studio = module(
      "studio", target("domain", inputs: [input("instanceArn", from: "idc/from-account", "idc/from-organization")]),
      target("project", after: ["studio/domain"]),
      target("lake", inputs: [input("instanceArn", from: "idc/from-account", optional: true)]))
    let without = try DeploymentGraph(manifests: [idc, studio])
    #expect(try Selection([], in: without).targets == ["studio/lake"])
    let error = #expect(throws: SelectionError.self) { try Selection(["domain"], in: without) }
    #expect(
      error?.description
        == "studio/domain needs one of idc/from-account, idc/from-organization, which do not apply here: "
        + "set 'identityCenter' to account or organization")
    #expect(throws: SelectionError.self) { try Selection(["project"], in: without) }
    let with = try DeploymentGraph(manifests: [idc, studio], settings: ["identityCenter": "organization"])
    #expect(
      try Selection(["project"], in: with).targets == ["idc/from-organization", "studio/domain", "studio/project"])
  }

  @Test func aTargetThatDoesNotApplyIsShownAndNotSelected() throws {
    var organization = target("deploy-idc-org")
    organization.when = TargetCondition(setting: "identityCenter", isOneOf: ["organization"])
    let graph = try DeploymentGraph(
      manifests: [module("idc", organization, target("other"))], settings: ["identityCenter": "account"])
    #expect(graph.nodes["idc/deploy-idc-org"]?.enabled == false)
    #expect(try Selection([], in: graph).targets == ["idc/other"])
    #expect(throws: SelectionError.self) { try Selection(["deploy-idc-org"], in: graph) }
  }
}
