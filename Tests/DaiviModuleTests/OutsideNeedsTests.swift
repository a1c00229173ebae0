import DaiviProtocol
import Testing

@testable import DaiviModule

/// What a module that runs alone needs of others: of several sources one is enough.
@Suite struct OutsideNeedsTests {
  private static let sources: [TargetID] = ["idc/from-account", "idc/from-okta", "idc/from-entra"]
  private let target = TargetManifest(
    name: "deploy-domain", title: "", after: ["foundation/deploy-kms-keys", "domain/prepare"],
    inputs: [
      InputDeclaration(name: "users", from: sources, output: "users"),
      InputDeclaration(name: "groups", from: sources, output: "groups"),
      InputDeclaration(name: "lake", from: ["billing/deploy-billing"], output: "lake", optional: true),
    ], steps: [])

  private func sentence(done: Set<TargetID>) -> String? {
    OutsideNeeds(of: [target], offered: ["domain/prepare"], done: done).sentence(wanted: ["domain/deploy-domain"])
  }

  @Test func oneOfSeveralSourcesIsEnough() {
    #expect(sentence(done: ["foundation/deploy-kms-keys", "idc/from-okta"]) == nil)
  }

  @Test func whatIsMissingIsNamedOnce() {
    #expect(
      sentence(done: [])
        == "foundation/deploy-kms-keys; one of idc/from-account, idc/from-okta, idc/from-entra must be "
        + "deployed first; run daivi-host deploy domain/deploy-domain")
  }

  @Test func whatHasNoAlternativeIsWhatToDeploy() {
    #expect(
      sentence(done: ["idc/from-entra"])
        == "foundation/deploy-kms-keys must be deployed first; run daivi-host deploy foundation/deploy-kms-keys")
  }
}
