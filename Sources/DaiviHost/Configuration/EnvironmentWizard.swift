import DaiviEngine

/// Fills in an environment's values: what flags and variables say is taken, the rest is asked, with the values of
/// before as defaults.
public struct EnvironmentWizard: Sendable {
  private let file: ConfigurationFile
  private let given: ConfigurationChoice
  private let wantsSandbox: Bool
  private let callerAccount: String?

  /// - Parameters:
  ///   - given: flags and variables.
  ///   - wantsSandbox: `--sandbox`.
  ///   - callerAccount: the credentials' account, nil where there are none.
  public init(file: ConfigurationFile, given: ConfigurationChoice, wantsSandbox: Bool, callerAccount: String?) {
    self.file = file
    self.given = given
    self.wantsSandbox = wantsSandbox
    self.callerAccount = callerAccount
  }

  /// How a question is put: its default (if it has one) and what is wrong with an answer (nil: nothing).
  public typealias Ask = (EnvironmentQuestion, _ default: String?, _ fault: (String) -> String?) throws -> String

  /// Asks what is not given. Throws `CommandError` (usage) for a given value that cannot be used, and what `ask` throws.
  public func answers(asking ask: Ask) throws -> EnvironmentAnswers {
    try fill { question, answers in
      let standard = suggestion(question, env: answers.env, isSandbox: answers.isSandbox)
      return try ask(question, standard) { question.fault($0, in: answers) }
    }
  }

  /// Takes defaults without asking. Throws `CommandError` (usage) that names everything missing at once.
  public func answersWithoutAsking() throws -> EnvironmentAnswers {
    let missing = self.missing
    if !missing.isEmpty {
      throw CommandError(.usage, "init cannot ask and lacks \(missing.map(\.flag).joined(separator: ", "))")
    }
    return try fill { question, answers in
      suggestion(question, env: answers.env, isSandbox: answers.isSandbox) ?? ""
    }
  }

  /// Questions without an answer or a default that could be taken unasked.
  public var missing: [EnvironmentQuestion] {
    let env = given.env ?? suggestion(.env, env: "")
    return EnvironmentQuestion.allCases.filter { question in
      if given(question) != nil { return false }
      // Nobody's account is the sandbox by accident: unasked, it must have been said.
      if question == .account { return known(.account, env: env ?? "") == nil }
      return suggestion(question, env: env ?? "") == nil
    }
  }

  private func fill(
    _ answer: (EnvironmentQuestion, EnvironmentAnswers) throws -> String
  ) throws -> EnvironmentAnswers {
    var answers = EnvironmentAnswers(
      env: "", account: nil, app: "", primaryRegion: "", secondaryRegion: "", adminRole: "", identityCenter: "")
    for question in EnvironmentQuestion.allCases {
      let value = try given(question) ?? answer(question, answers)
      if let fault = question.fault(value, in: answers) { throw CommandError(.usage, fault) }
      switch question {
      case .env: answers.env = value
      case .account: answers.account = value == EnvironmentQuestion.sandboxWord ? nil : value
      case .app: answers.app = value
      case .primaryRegion: answers.primaryRegion = value
      case .secondaryRegion: answers.secondaryRegion = value
      case .adminRole: answers.adminRole = value
      case .identityCenter: answers.identityCenter = value
      }
    }
    return answers
  }

  private func given(_ question: EnvironmentQuestion) -> String? {
    switch question {
    case .env: given.env
    case .account: wantsSandbox ? EnvironmentQuestion.sandboxWord : given.account
    case .app: given.app
    case .primaryRegion: given.primaryRegion
    case .secondaryRegion: given.secondaryRegion
    case .adminRole: given.adminRole
    case .identityCenter: given.identityCenter
    }
  }

  /// What was configured, or what the credentials say.
  private func known(_ question: EnvironmentQuestion, env: String) -> String? {
    let own = file.environments[env]
    switch question {
    case .env: return file.env ?? (file.environments.count == 1 ? file.environments.keys.first : nil)
    case .account:
      if own?.sandbox ?? file.shared.sandbox == true { return EnvironmentQuestion.sandboxWord }
      return own?.account ?? file.shared.account ?? callerAccount
    case .app: return own?.app ?? file.shared.app
    case .primaryRegion: return own?.primaryRegion ?? file.shared.primaryRegion
    case .secondaryRegion: return own?.secondaryRegion ?? file.shared.secondaryRegion
    case .adminRole: return own?.adminRole ?? file.shared.adminRole
    case .identityCenter:
      return own?.settings[IdentitySource.setting] ?? file.shared.settings[IdentitySource.setting]
    }
  }

  private func suggestion(_ question: EnvironmentQuestion, env: String, isSandbox: Bool = false) -> String? {
    if let value = known(question, env: env) { return value }
    switch question {
    case .env: return nil
    case .account: return EnvironmentQuestion.sandboxWord
    case .app: return ResolvedConfiguration.defaultApp
    case .primaryRegion: return ResolvedConfiguration.defaultPrimaryRegion
    case .secondaryRegion: return ResolvedConfiguration.defaultSecondaryRegion
    case .adminRole: return ResolvedConfiguration.defaultAdminRole
    case .identityCenter: return IdentitySource.standard(isSandbox: isSandbox)
    }
  }
}
