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
    let module = Module(
      "lake", version: "1.2.0", title: "Lake", requires: ["base": ">=1.0.0"],
      parameters: [ParameterDeclaration(name: "size", title: "size")]
    ) {
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

  /// However far it is indented, whatever its lines end with.
  @Test(arguments: [("    ", "\n"), ("  ", "\r\n"), (" ", "\n")])
  func aTemplatesOwnFormIsRead(_ indentation: String, _ newline: String) throws {
    let lines = [
      "Parameters:", "\(indentation)# a comment", "\(indentation)App:", "\(indentation)\(indentation)Type: String",
      "", "Outputs:", "\(indentation)KeyArn:", "\(indentation)\(indentation)Value: x",
      "\(indentation)KeyName: {Value: y}",
    ]
    let text = lines.joined(separator: newline)
    let manifest = try Module("base", version: "1.0.0", title: "", files: ["k.yaml": text]) {
      Target("keys", "") { Stack("keys", template: "k.yaml") }
    }.manifest()
    #expect(manifest.targets[0].outputs == ["keyArn", "keyName"])
    #expect(StackTemplate(text).parameters == ["App"])
  }

  @Test(arguments: ["Outputs: {KeyArn: {Value: x}}", "Parameters:\n\nOutputs:\n  KeyArn: {Value: x}"])
  func aTemplateThatCannotBeReadIsNamed(_ text: String) throws {
    let module = Module("base", version: "1.0.0", title: "", files: ["k.yaml": text]) {
      Target("keys", "") { Stack("keys", template: "k.yaml") }
    }
    let error = #expect(throws: DeclarationError.self) { try module.manifest() }
    #expect(error?.description.contains("\(text.hasPrefix("O") ? "Outputs" : "Parameters") of iac/k.yaml") == true)
  }

  @Test(arguments: ["Resources: {}", "Outputs: {}", "Outputs:\n  Fn::ForEach::Names:\n    - Name"])
  func aTemplateWithoutNamesIsFine(_ text: String) throws {
    let manifest = try Module("base", version: "1.0.0", title: "", files: ["k.yaml": text]) {
      Target("keys", "") { Stack("keys", template: "k.yaml", outputs: ["Extra"]) }
    }.manifest()
    #expect(manifest.targets[0].outputs == ["extra"])
  }

  @Test(arguments: [
    ("{inputs.keyArm}", "did you mean {inputs.keyArn}?"), ("{inputs.keyArm?}", "did you mean {inputs.keyArn}?"),
    ("{inputs.later}", "declare an Input"), ("{parameters.sise}", "did you mean {parameters.size}?"),
    ("{parameters.size?}", "did you mean {parameters.size}?"), ("{parameters.other}", "among the module's parameters"),
    ("{apps}", "did you mean {app}?"), ("{primaryregion}", "did you mean {primaryRegion}?"), ("{region}", "known are"),
  ])
  func aPlaceholderThatNothingGivesIsNamed(_ placeholder: String, _ hint: String) throws {
    let module = Module(
      "lake", version: "1.0.0", title: "Lake", files: ["later.yaml": "Outputs:\n  Later: {Value: x}"],
      parameters: [ParameterDeclaration(name: "size", title: "size")]
    ) {
      Target("deploy", "Deploy") {
        Input("keyArn", from: "base/keys")
        look("one", reads: [Value("x-\(placeholder)")])
        Stack("two", template: "later.yaml")
      }
    }
    let error = #expect(throws: DeclarationError.self) { try module.manifest() }
    let words = error?.description ?? ""
    #expect(words.hasPrefix("target 'deploy', step 'one': nothing gives \(placeholder); "), "\(words)")
    #expect(words.contains(hint), "\(words)")
  }

  @Test func whatIsGivenMayBeMentioned() throws {
    let module = Module(
      "lake", version: "1.0.0", title: "Lake", files: ["first.yaml": "Outputs:\n  Bucket: {Value: x}"],
      parameters: [ParameterDeclaration(name: "size", title: "size")]
    ) {
      Target("deploy", "Deploy") {
        Input("keyArn", from: "base/keys")
        Input("domainId", from: "studio/a", optional: true)
        Stack("first", template: "first.yaml")
        look("one", reads: ["{app}{inputs.keyArn}{inputs.domainId?}{parameters.size}", "{inputs.bucket}/{module}"])
      }
    }
    #expect(try module.manifest().targets[0].steps[1].inputs == ["domainId", "keyArn"])
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
