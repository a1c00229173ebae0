import DaiviEngine
import Testing

@testable import DaiviHost

/// The questions of `init`, answered by a list.
@Suite struct InitWizardTests {
  /// Puts questions to a list of answers; a refused answer is asked again.
  final class Person {
    var answers: [String]
    var asked: [String] = []

    init(_ answers: [String]) { self.answers = answers }

    func ask(_ question: EnvironmentQuestion, _ standard: String?, _ fault: (String) -> String?) -> String {
      while true {
        asked.append("\(question.rawValue) [\(standard ?? "")]")
        let typed = answers.isEmpty ? "" : answers.removeFirst()
        let answer = typed.isEmpty ? standard ?? "" : typed
        guard let fault = fault(answer) else { return answer }
        asked.append(fault)
        if answers.isEmpty && typed.isEmpty { return answer }
      }
    }
  }

  func wizard(
    _ yaml: String = "", sandbox: Bool = false, caller: String? = nil,
    _ given: (inout ConfigurationChoice) -> Void = { _ in }
  ) throws -> EnvironmentWizard {
    var choice = ConfigurationChoice()
    given(&choice)
    return EnvironmentWizard(
      file: try .parse(yaml, name: "daivi.yaml"), given: choice, wantsSandbox: sandbox, callerAccount: caller)
  }

  @Test func theCredentialsAccountIsTheDefault() throws {
    let person = Person(["dev"])
    let answers = try wizard(caller: "111122223333").answers(asking: person.ask)
    #expect(
      person.asked == [
        "env []", "account [111122223333]", "app [daivi]", "primaryRegion [us-east-1]",
        "secondaryRegion [us-west-2]", "adminRole [Admin]", "identityCenter [none]",
      ])
    #expect(answers.account == "111122223333")
  }

  @Test func whereUsersComeFromIsAskedAndCheckedAndTheSandboxHasADefault() throws {
    let person = Person(["dev", "111122223333", "", "", "", "", "organisation", "organization"])
    #expect(try wizard().answers(asking: person.ask).identityCenter == "organization")
    #expect(person.asked.contains { $0.contains("did you mean 'organization'?") })
    #expect(try wizard(sandbox: true) { $0.env = "dev" }.answersWithoutAsking().identityCenter == "account")
    let configured = "env: dev\nenvironments:\n  dev:\n    account: \"111122223333\"\n    identityCenter: discover\n"
    #expect(try wizard(configured).answersWithoutAsking().identityCenter == "discover")
  }

  @Test func withoutCredentialsTheSandboxIsOffered() throws {
    let person = Person(["dev"])
    #expect(try wizard().answers(asking: person.ask).isSandbox)
    #expect(person.asked.contains("account [sandbox]"))
  }

  @Test func oldValuesAreTheDefaultsOfTheirEnvironment() throws {
    let yaml = """
      env: dev
      app: lake
      environments:
        dev: {account: "111122223333", primaryRegion: eu-west-1, secondaryRegion: eu-central-1, adminRole: Boss}
        prod: {account: "444455556666"}
      """
    let person = Person([])
    let answers = try wizard(yaml, caller: "999999999999").answers(asking: person.ask)
    #expect(
      person.asked == [
        "env [dev]", "account [111122223333]", "app [lake]", "primaryRegion [eu-west-1]",
        "secondaryRegion [eu-central-1]", "adminRole [Boss]", "identityCenter [none]",
      ])
    #expect(answers.env == "dev")
    #expect(try wizard(yaml).answers(asking: Person(["prod"]).ask).account == "444455556666")
  }

  @Test func aBadAnswerIsAskedAgainWithTheReason() throws {
    let person = Person([
      "my-env", "My", "dev", "12345", "111122223333", "averyveryverylongapp", "lake", "us-east-9", "us-east-1",
      "us-east-1", "cn-north-1", "us-west-2", "arn:aws:iam::1:role/Admin", "Admin",
    ])
    let answers = try wizard().answers(asking: person.ask)
    #expect(answers.env == "dev" && answers.app == "lake" && answers.adminRole == "Admin")
    let reasons = person.asked.filter { !$0.hasSuffix("]") }
    #expect(reasons.count == 8)
    for (reason, words) in zip(
      reasons,
      [
        "contains '-'", "lower-case", "12 digits", "together they may have 18", "did you mean 'us-east-",
        "is the primary region too", "another partition", "the role's name alone",
      ])
    {
      #expect(reason.contains(words))
    }
  }

  @Test func whatIsGivenIsNotAsked() throws {
    let person = Person([])
    let answers = try wizard { choice in
      choice.env = "dev"
      choice.account = "111122223333"
      choice.app = "lake"
      choice.primaryRegion = "eu-west-1"
      choice.secondaryRegion = "eu-central-1"
      choice.adminRole = "Boss"
      choice.identityCenter = "discover"
    }.answers(asking: person.ask)
    #expect(person.asked.isEmpty)
    #expect(answers.adminRole == "Boss")
  }

  @Test func aGivenValueThatCannotBeUsedEndsIt() throws {
    let wizard = try wizard { $0.env = "my-env" }
    let error = #expect(throws: CommandError.self) { try wizard.answers(asking: Person([]).ask) }
    #expect(error?.status == .usage)
    #expect(error?.description.contains("env 'my-env' contains '-'") == true)
  }

  @Test func unaskedEverythingMissingIsNamedAtOnce() throws {
    let error = try #require(throws: CommandError.self) { try wizard().answersWithoutAsking() }
    #expect(error.status == .usage)
    #expect(error.description.contains("--env, --account (or --sandbox)"))
  }

  @Test func nobodyGetsTheSandboxUnasked() throws {
    #expect(throws: CommandError.self) { try wizard { $0.env = "dev" }.answersWithoutAsking() }
    #expect(try wizard(sandbox: true) { $0.env = "dev" }.answersWithoutAsking().isSandbox)
    let configured = "env: dev\nenvironments:\n  dev:\n    sandbox: true\n"
    #expect(try wizard(configured).answersWithoutAsking().isSandbox)
  }
}
