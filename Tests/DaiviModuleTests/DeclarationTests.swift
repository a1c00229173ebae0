import DaiviProtocol
import Testing

@testable import DaiviModule

/// What an author writes and what `describe` makes of it.
@Suite struct DeclarationTests {
  private func look(_ id: String, reads: [Value] = []) -> Check {
    Check(id, "is there", reads: reads) { _ in CheckResult(id: id, title: "is there", status: .passed) }
  }

  @Test func targetsKeepTheirOrderStepsAndEdges() throws {
    let isWanted = true
    let module = Module("lake", version: "1.2.0", title: "Lake", requires: ["base": ">=1.0.0"]) {
      Target("deploy", "Deploy", guide: "9") {
        After("base/roles")
        Input("keyArn", from: "base/keys")
        Input("domainId", from: "studio/a", "studio/b", output: "id", optional: true)
        if isWanted { look("one", reads: ["{inputs.keyArn}-{parameters.size}"]) }
        for name in ["two", "three"] { look(name) }
      }
    }
    let manifest = try module.manifest()
    let target = try #require(manifest.targets.first)
    #expect(target.after == ["base/roles"])
    #expect(target.inputs.map(\.name) == ["keyArn", "domainId"])
    #expect(target.inputs[1].from == ["studio/a", "studio/b"])
    #expect(target.inputs[1].output == "id")
    #expect(target.inputs[1].optional)
    #expect(target.steps.map(\.id) == ["one", "two", "three"])
    #expect(target.steps[0].inputs == ["keyArn"])
    #expect(target.steps[0].parameters == ["size"])
    #expect(target.steps[1].inputs == [])
    #expect(manifest.requires == [ModuleRequirement(module: "base", versions: ">=1.0.0")])
  }

  @Test func twoStepsOfOneNameAreRefused() throws {
    let module = Module("lake", version: "1.0.0", title: "Lake") {
      Target("deploy", "Deploy") {
        look("same")
        look("same")
      }
    }
    let error = #expect(throws: DeclarationError.self) { try module.manifest() }
    #expect(error?.description == "target 'deploy' has two steps named 'same'")
  }

  @Test func aTemplateThatIsNotInTheBinaryIsNamed() throws {
    let module = Module("lake", version: "1.0.0", title: "Lake", files: ["lake/a.yaml": ""]) {
      Target("deploy", "Deploy") { Stack("data", template: "lake/b.yaml") }
    }
    let error = #expect(throws: DeclarationError.self) { try module.manifest() }
    #expect(error?.description == "iac/lake/b.yaml is not in this binary; it has lake/a.yaml")
  }

  @Test func aChangedTemplateOrRevisionChangesTheFingerprint() throws {
    func fingerprint(_ text: String, _ parameter: Value) throws -> String? {
      try Module("lake", version: "1.0.0", title: "", files: ["t.yaml": text]) {
        Target("deploy", "") { Stack("s", template: "t.yaml", parameters: ["A": parameter]) }
      }.manifest().targets[0].steps.first?.fingerprint
    }
    let first = try fingerprint("Resources: {}", "x-{app}")
    #expect(try fingerprint("Resources: {}", "x-{app}") == first)
    #expect(try fingerprint("Resources: {A: 1}", "x-{app}") != first)
    #expect(try fingerprint("Resources: {}", "y-{app}") != first)
  }

  @Test func aStacksOutputsAreReadOutOfItsTemplate() throws {
    let text = """
      Parameters:
        App: {Type: String}
      Outputs:
        # a comment
        S3KeyArn:
          Value: x
        Fn::ForEach::Names:
          - Name
        GlueKeyArn: {Value: y}
      Conditions:
        NotAnOutput: x
      """
    let manifest = try Module("base", version: "1.0.0", title: "", files: ["k.yaml": text]) {
      Target("keys", "") {
        Stack("primary", template: "k.yaml")
        Stack("secondary", template: "k.yaml", region: .secondary, outputPrefix: "secondary", outputs: ["Extra"])
      }
    }.manifest()
    #expect(
      manifest.targets[0].outputs
        == ["s3KeyArn", "glueKeyArn", "secondaryS3KeyArn", "secondaryGlueKeyArn", "secondaryExtra"])
  }

  @Test func placeholdersAreFilledInAndUnknownOnesNamed() throws {
    func text(_ value: Value) throws -> String {
      try value.resolved(
        module: "lake", environment: testEnvironment, inputs: ["key": "k"], parameters: ["size": "small"])
    }
    #expect(
      try text("{app}-{env}-{module} {account} {partition} {primaryRegion} {secondaryRegion} {adminRole}")
        == "daivi-test-lake 111122223333 aws us-east-1 us-west-2 Admin")
    #expect(try text("{inputs.key}/{parameters.size}") == "k/small")
    #expect(try text("plain") == "plain")
    #expect(try text("<{inputs.key?}> <{inputs.other?}>") == "<k> <>")
    #expect(throws: UnknownPlaceholder(name: "inputs.other")) { try text("a-{inputs.other}") }
    #expect(throws: UnknownPlaceholder(name: "apps")) { try text("{apps}") }
  }
}
