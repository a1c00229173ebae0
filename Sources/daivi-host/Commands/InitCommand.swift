import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviSystem

struct InitCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Ask where to deploy and write it into daivi.yaml.",
    discussion: """
      Can be run again: what is configured is the default, and comments, parameters and other environments stay as they \
      are. `--env NAME` adds or edits one environment. Where nobody can be asked, pass --yes and the values as flags or \
      DAIVI_* variables.
      """)

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "The environment is the local sandbox, not an AWS account.") var sandbox = false
  @Flag(name: .shortAndLong, help: "Take defaults, ask nothing.") var yes = false
  @Flag(help: "Do not ask AWS whether the account, regions and role are there.") var skipChecks = false

  func validate() throws {
    if sandbox && options.account != nil { throw ValidationError("--sandbox and --account exclude each other") }
  }

  func perform() async throws {
    let variables = ProcessEnvironment.variables()
    let layout = try ProjectLayout.chosen(options.config, variables, mustExist: false)
    let place = ConfigurationPlace(layout.configuration)
    let old = try place.read()
    let file = try ConfigurationFile.parse(old ?? "", name: layout.configuration)
    let given = ConfigurationChoice(flags: options.choice, variables: variables)
    let wizard = EnvironmentWizard(
      file: file, given: given, wantsSandbox: sandbox, callerAccount: await callerAccount(given))
    let prompt = Prompt()
    let answers = try answers(wizard, prompt)

    let new = try ConfigurationEditor(fileName: layout.configuration).text(old, with: answers)
    let resolved = try resolve(new, answers, layout)
    let findings = await check(resolved)
    show(answers, layout, findings.map { $0.suggesting(options.typed) })
    if new == old {
      DescriptorOutput.standardOutput.write("\(layout.configuration) says all this already\n")
      return
    }
    try confirm(prompt, findings)
    try place.write(new, insteadOf: old)
    DescriptorOutput.standardOutput.write("wrote \(layout.configuration)\n")
    let isDefault = answers.env == (file.env ?? (old == nil ? answers.env : ""))
    if answers.identityCenter == IdentitySource.bringYourOwn.rawValue && resolved.parameters["idc"]?["users"] == nil {
      DescriptorOutput.standardError.write(
        "next: daivi-idc users, which writes the file that modules.idc.parameters.users has to name\n")
    }
    // The other values that were typed are in the file now.
    let flags = options.typed(env: isDefault ? nil : answers.env)
    DescriptorOutput.standardError.write(flags.added(to: "next: daivi-host doctor, then daivi-host deploy") + "\n")
  }

  private func answers(_ wizard: EnvironmentWizard, _ prompt: Prompt) throws -> EnvironmentAnswers {
    if yes { return try wizard.answersWithoutAsking() }
    guard prompt.isPossible else {
      let missing = wizard.missing.map(\.flag)
      throw CommandError(
        .usage,
        "init asks questions and standard input is no terminal: pass "
          + (["--yes"] + missing).joined(separator: ", "))
    }
    do {
      return try wizard.answers { question, standard, fault in
        try prompt.text(question.text, default: standard, instead: "pass \(question.flag)", reject: fault)
      }
    } catch let error as PromptError {
      throw Self.ending(error)
    }
  }

  /// The account of the credentials at hand, as a default; their absence is told later, by the checks.
  private func callerAccount(_ given: ConfigurationChoice) async -> String? {
    if sandbox || skipChecks || given.account != nil { return nil }
    guard let inspector = try? AWSAccountInspector(region: given.primaryRegion ?? "us-east-1") else { return nil }
    return try? await AccountChecks.callerAccount(inspector)
  }

  private func resolve(
    _ text: String, _ answers: EnvironmentAnswers, _ layout: ProjectLayout
  ) throws -> ResolvedConfiguration {
    var choice = ConfigurationChoice()
    choice.env = answers.env
    return try ResolvedConfiguration(
      file: try ConfigurationFile.parse(text, name: layout.configuration), choice: choice,
      fileName: layout.configuration)
  }

  private func check(_ configuration: ResolvedConfiguration) async -> [DoctorFinding] {
    if configuration.isSandbox || skipChecks { return [] }
    let inspector = Inspectors.inspector(configuration, sandbox: nil)
    let checks = AccountChecks(
      configuration.environment, deployRole: configuration.deployRole, inspector: inspector)
    return await checks.findings().map { finding in
      // Credentials are needed to deploy, not to write down where to.
      var finding = finding
      if finding.what == AccountChecks.credentialsSubject && finding.status == .problem { finding.status = .warning }
      return finding
    }
  }

  private func show(_ answers: EnvironmentAnswers, _ layout: ProjectLayout, _ findings: [DoctorFinding]) {
    let rows: [[String?]] = [
      ["environment", answers.env], ["account", answers.account ?? "none: the local sandbox"], ["app", answers.app],
      ["names begin with", "\(answers.app)-\(answers.env)-"], ["primary region", answers.primaryRegion],
      ["secondary region", answers.secondaryRegion], ["admin role", answers.adminRole],
      ["users come from", answers.identityCenter], ["file", layout.configuration],
    ]
    let error = DescriptorOutput.standardError
    error.write("\n" + TableOutput.render(columns: ["", ""], rows: rows, format: .text, terminal: .standardError()))
    let notable = findings.filter { $0.status != .ok }
    if !notable.isEmpty { error.write("\n" + FindingsText.table(notable)) }
    error.write("\n")
  }

  /// What AWS contradicts is written only when a person insists; what could not be checked is no hindrance.
  private func confirm(_ prompt: Prompt, _ findings: [DoctorFinding]) throws {
    let wrong = findings.filter { $0.status == .problem }
    if yes {
      guard let first = wrong.first else { return }
      throw CommandError(
        first.what == "account" ? .credentials : .usage,
        "nothing was written: \(first.what): \(first.detail); \(first.fix ?? ""); --skip-checks writes it anyway")
    }
    do {
      guard try prompt.confirm("Write it?", default: wrong.isEmpty) else {
        throw CommandError(.interrupted, "nothing was written")
      }
    } catch let error as PromptError {
      throw Self.ending(error)
    }
  }

  private static func ending(_ error: PromptError) -> CommandError {
    CommandError(error == .interrupted ? .interrupted : .usage, "\(error); nothing was written")
  }
}
