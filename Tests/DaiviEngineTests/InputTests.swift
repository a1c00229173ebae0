import DaiviProtocol
import Testing

@testable import DaiviEngine

/// How values get from target to target.
@Suite(.timeLimit(.minutes(10))) struct InputTests {
  @Test func outputsOfOneRunReachTheTargetsOfAnother() async throws {
    let lab = try await EngineLab()
    lab.modules.succeed("keys/do", outputs: ["keyArn": "arn:1"])
    let base = module("base", target("keys", outputs: ["keyArn"]))
    let lake = module("lake", target("load", inputs: [input("keyArn", from: "base/keys")]))
    try await lab.deploy(base, lake, only: ["base/keys"])
    let report = try await lab.deploy(base, lake, only: ["lake/load"])
    #expect(report.skipped == ["base/keys"])
    #expect(lab.modules.applied.first?.inputs == ["keyArn": "arn:1"])
  }

  @Test func anOptionalInputIsGivenWhenItIsThereAndLeftOutWhenNot() async throws {
    let base = module("base", target("domain", outputs: ["domainId"]))
    let lake = module("lake", target("load", inputs: [input("domainId", from: "base/domain", optional: true)]))
    let without = try await EngineLab()
    let alone = try await without.deploy(base, lake, only: ["lake/load"])
    #expect(alone.done == ["lake/load"])
    #expect(without.modules.applied.first?.inputs.isEmpty == true)

    let with = try await EngineLab()
    with.modules.succeed("domain/do", outputs: ["domainId": "d-1"])
    let both = try await with.deploy(base, lake)
    #expect(both.done == ["base/domain", "lake/load"])
    #expect(with.modules.applied.last?.inputs == ["domainId": "d-1"])
  }

  @Test func ofSeveralSourcesTheOneThatAppliesGivesTheValue() async throws {
    var organization = target("org", outputs: ["instanceArn"])
    organization.when = TargetCondition(setting: "identityCenter", isOneOf: ["organization"])
    var account = target("acc", outputs: ["instanceArn"])
    account.when = TargetCondition(setting: "identityCenter", isOneOf: ["account"])
    let domain = target("domain", inputs: [input("instanceArn", from: "idc/org", "idc/acc")])
    let manifests = (module("idc", organization, account), module("studio", domain))
    for (choice, chosen) in [("organization", "org"), ("account", "acc")] {
      let lab = try await EngineLab()
      lab.modules.succeed("\(chosen)/do", outputs: ["instanceArn": "arn:\(chosen)"])
      let report = try await lab.deploy(manifests.0, manifests.1, settings: ["identityCenter": choice])
      #expect(report.done == [TargetID(module: "idc", target: chosen), "studio/domain"])
      #expect(lab.modules.applied.last?.inputs == ["instanceArn": "arn:\(chosen)"])
    }
  }

  @Test func aStepReadsWhatEarlierStepsOfItsTargetGave() async throws {
    let lab = try await EngineLab()
    lab.modules.succeed("a/one", outputs: ["bucket": "b-1"])
    try await lab.deploy(module("m", target("a", outputs: ["bucket"], steps: [step("one"), step("two")])))
    #expect(lab.modules.applied.last?.inputs == ["bucket": "b-1"])
  }
}
