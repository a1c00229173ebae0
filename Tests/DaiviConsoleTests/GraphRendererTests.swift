import DaiviConsole
import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviEngine

@Suite struct GraphRendererTests {
  let graph: DeploymentGraph
  let renderer: GraphRenderer

  init() throws {
    func target(
      _ name: String, after: [TargetID] = [], prefers: [TargetID] = [], when: TargetCondition? = nil
    ) -> TargetManifest {
      TargetManifest(
        name: name, title: "", after: after,
        inputs: prefers.map { InputDeclaration(name: "i", from: [$0], output: "o", optional: true) },
        outputs: ["o"], when: when, steps: [])
    }
    graph = try DeploymentGraph(
      manifests: [
        ModuleManifest(
          module: "foundation", version: "1", title: "",
          targets: [target("deploy-kms-keys"), target("deploy-buckets", after: [keys])]),
        ModuleManifest(
          module: "billing", version: "1", title: "",
          targets: [
            target("deploy-billing", after: [buckets, keys]),
            target("start-billing-hive-job", after: [billing], prefers: ["idc/end"]),
          ]),
        ModuleManifest(
          module: "idc", version: "1", title: "",
          targets: [target("end", when: TargetCondition(setting: "identityCenter", isOneOf: ["org", "acc"]))]),
      ], settings: ["identityCenter": "dyo"])
    renderer = GraphRenderer(graph)
  }

  @Test func aPersonReadsLevelsAndNeeds() {
    #expect(
      renderer.render(.text) == """
        Level 1  2 targets
          foundation/deploy-kms-keys
          idc/end                         (off: identityCenter is not org or acc)

        Level 2  1 target
          foundation/deploy-buckets       <- deploy-kms-keys

        Level 3  1 target
          billing/deploy-billing          <- foundation/deploy-buckets, foundation/deploy-kms-keys

        Level 4  1 target
          billing/start-billing-hive-job  <- deploy-billing, ~idc/end

        5 targets in 3 modules, 1 off in this environment

        """)
  }

  @Test func longListsOfNeedsAreWrapped() {
    let lines = renderer.render(.text, terminal: .screen(columns: 62)).split(separator: "\n")
    #expect(lines.contains("  billing/deploy-billing          <- foundation/deploy-buckets,"))
    #expect(lines.contains("                                     foundation/deploy-kms-keys"))
  }

  @Test func programsGetExactlyThis() throws {
    #expect(
      GraphRenderer(graph, only: [keys, buckets]).render(.json)
        == #"{"targets":[{"id":"foundation/deploy-kms-keys","module":"foundation","target":"deploy-kms-keys","#
        + #""enabled":true,"needs":[]},{"id":"foundation/deploy-buckets","module":"foundation","#
        + #""target":"deploy-buckets","enabled":true,"needs":["foundation/deploy-kms-keys"]}]}"# + "\n")
    struct Document: Decodable {
      struct Target: Decodable { var id: String, enabled: Bool, needs: [String] }
      var targets: [Target]
    }
    let all = try JSONDecoder().decode(Document.self, from: Data(renderer.render(.json).utf8)).targets
    #expect(all.count == 5)
    #expect(all.first { $0.id == "idc/end" }?.enabled == false)
    // Needs first: a reader may take the list as an order to run in.
    var seen = Set<String>()
    for target in all {
      #expect(seen.isSuperset(of: target.needs))
      seen.insert(target.id)
    }
  }

  @Test func mermaidIsASubgraphAModule() {
    #expect(
      renderer.render(.mermaid) == """
        graph LR
          subgraph module_billing["billing"]
            t_billing__deploy_billing["deploy-billing"]
            t_billing__start_billing_hive_job["start-billing-hive-job"]
          end
          subgraph module_foundation["foundation"]
            t_foundation__deploy_kms_keys["deploy-kms-keys"]
            t_foundation__deploy_buckets["deploy-buckets"]
          end
          subgraph module_idc["idc"]
            t_idc__end["end"]:::off
          end
          t_foundation__deploy_kms_keys --> t_foundation__deploy_buckets
          t_foundation__deploy_buckets --> t_billing__deploy_billing
          t_foundation__deploy_kms_keys --> t_billing__deploy_billing
          t_billing__deploy_billing --> t_billing__start_billing_hive_job
          t_idc__end -.-> t_billing__start_billing_hive_job
          classDef off stroke-dasharray: 4 4,opacity:0.5

        """)
  }

  @Test func mermaidNamesThatLookAlikeStayApart() throws {
    let targets = ["a-b", "a_b", "a.b"].map { TargetManifest(name: $0, title: "", steps: []) }
    let graph = try DeploymentGraph(manifests: [ModuleManifest(module: "m", version: "1", title: "", targets: targets)])
    let lines = GraphRenderer(graph).render(.mermaid).split(separator: "\n")
    let ids = lines.filter { $0.contains("[\"a") }.map { $0.drop { $0 == " " }.prefix { $0 != "[" } }
    #expect(Set(ids).count == 3)
    #expect(ids.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") } })
  }

  @Test func dotIsWellFormedAndHasEveryTargetAndEdge() throws {
    let dot = try DotReader(renderer.render(.dot))
    #expect(dot.nodes == Set(graph.nodes.keys.map(\.description)))
    #expect(dot.clusters == ["billing", "foundation", "idc"])
    #expect(
      dot.edges == [
        "foundation/deploy-kms-keys -> foundation/deploy-buckets",
        "foundation/deploy-buckets -> billing/deploy-billing",
        "foundation/deploy-kms-keys -> billing/deploy-billing",
        "billing/deploy-billing -> billing/start-billing-hive-job",
        "idc/end -> billing/start-billing-hive-job",
      ])
  }

  @Test func dotNamesAreQuoted() throws {
    let odd = TargetManifest(name: "a \"b\" \\", title: "", steps: [])
    let graph = try DeploymentGraph(manifests: [ModuleManifest(module: "m", version: "1", title: "", targets: [odd])])
    #expect(try DotReader(GraphRenderer(graph).render(.dot)).nodes == ["m/a \"b\" \\"])
  }

  @Test func anEmptyGraphIsSaid() throws {
    let empty = GraphRenderer(try DeploymentGraph(manifests: []))
    #expect(empty.render(.text) == "No targets.\n")
    #expect(empty.render(.json) == "{\"targets\":[]}\n")
  }
}
