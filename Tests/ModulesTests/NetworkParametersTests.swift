import DaiviModule
import DaiviProtocol
import Testing

@testable import daivi_foundation

/// What users may set of the network is what its template takes.
@Suite struct NetworkParametersTests {
  @Test func bothReachTheTemplate() throws {
    let manifest = try FoundationModule.module.manifest()
    let network = try #require(manifest.targets.first { $0.name == "deploy-vpc" }?.steps.first)
    #expect(network.parameters == ["flowLogDays", "interfaceEndpoints"])
    let template = try FoundationModule.module.files.text("foundation/vpc.yaml")
    for (name, inTemplate) in [("flowLogDays", "FlowLogDays"), ("interfaceEndpoints", "InterfaceEndpoints")] {
      let declared = try #require(manifest.parameters.first { $0.name == name })
      let section = try #require(template.split(separator: "\n  \(inTemplate):\n").dropFirst().first)
      let lines = section.split(separator: "\n").prefix(3).map { $0.filter { $0 != " " && $0 != "\"" } }
      #expect(lines.contains("Default:\(declared.default ?? "")"))
      #expect(lines.contains("AllowedValues:[\((declared.pattern ?? "").replacing("|", with: ","))]"))
    }
  }
}
