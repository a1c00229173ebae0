import DaiviAWS
import DaiviProtocol

/// Adds principals to Lake Formation's administrators. The settings are one document for the whole account: it is read,
/// changed and written back, and nothing that others put there is lost. What this platform's environments added goes
/// with the last of them, or with the first change after somebody deleted it in IAM.
public enum LakeAdministrators {
  public typealias Principals = @Sendable (StepContext) async throws -> [String]
  public typealias Outputs = @Sendable (StepContext) async throws -> [String: String]

  /// The step.
  /// - Parameters:
  ///   - part: tells claims of one environment apart, where several targets add administrators.
  ///   - revision: change it when what the closures do changes, so that the step runs again.
  ///   - reads: what `wanted` depends on.
  ///   - outputs: names of what `tells` gives.
  ///   - wanted: ARNs of the principals.
  ///   - tells: what later targets learn of the principals.
  public static func step(
    _ id: String, _ title: String, part: String? = nil, revision: String = "1", reads: [Value],
    outputs: [String] = [], wanted: @escaping Principals, tells: @escaping Outputs = { _ in [:] }
  ) -> Custom {
    let checked = "\(title): they are set"
    @Sendable func claim(_ context: StepContext) -> SingletonClaim {
      SingletonClaim("lakeformation-administrators", context, part: part)
    }
    return Custom(
      id, title, revision: revision, reads: reads, outputs: outputs, singletons: ["lakeformation-settings"],
      actions: CallActions.claim + GonePrincipals.actions
        + ["lakeformation:GetDataLakeSettings", "lakeformation:PutDataLakeSettings"],
      checks: [CheckDeclaration(id: "administrators", title: checked)],
      apply: { context in
        let wanted = try await wanted(context)
        let claim = claim(context)
        var settings = try await context.aws.lakeFormation.getDataLakeSettings()
        let missing = wanted.filter { !settings.admins.contains($0) }
        // Ours to take away again is what this platform's environments added; whoever was there before stays.
        let own = Set(arns(try await claim.own()))
        let platform = own.union(try await claim.others().values.flatMap(arns))
        let claimed = own.union(wanted.filter(platform.union(missing).contains))
        try await claim.write(text(claimed))
        let outputs = try await tells(context)
        if missing.isEmpty { return StepSuccess(outputs: outputs, detail: "all set already") }
        settings.admins += missing
        let gone = try await write(settings, wanted: wanted, platform: platform, context)
        return StepSuccess(outputs: outputs, detail: "added \(missing.joined(separator: ", "))" + words(gone))
      },
      verify: { context in
        let settings = try await context.aws.lakeFormation.getDataLakeSettings()
        let missing = try await wanted(context).filter { !settings.admins.contains($0) }
        return [
          CheckResult(
            id: "administrators", title: checked, status: missing.isEmpty ? .passed : .failed,
            detail: missing.isEmpty ? nil : "missing: \(missing.joined(separator: ", "))",
            resource: "Lake Formation settings")
        ]
      },
      destroy: { context in
        let claim = claim(context)
        let others = Set(try await claim.others().values.flatMap(arns))
        let own = Set(arns(try await claim.own()))
        let leaving = own.subtracting(others)
        var settings = try await context.aws.lakeFormation.getDataLakeSettings()
        let removed = settings.admins.filter(leaving.contains)
        var gone: [String] = []
        if !removed.isEmpty {
          settings.admins.removeAll(where: leaving.contains)
          gone = try await write(settings, wanted: [], platform: own.union(others), context)
        }
        try await claim.release()
        let detail = removed.isEmpty ? "none to remove" : "removed \(removed.joined(separator: ", "))"
        return StepSuccess(detail: detail + words(gone))
      })
  }

  /// Writes the settings. Lake Formation refuses them as a whole when they name anybody who was deleted in IAM.
  /// - Parameters:
  ///   - wanted: principals that may have been made just now, so that not everybody knows them yet.
  ///   - platform: principals that environments of this platform added: of these, who was deleted is left out.
  /// - Returns: who was left out.
  /// - Throws: `StepError` naming others who were deleted.
  private static func write(
    _ settings: LakeFormation.DataLakeSettings, wanted: [String], platform: Set<String>, _ context: StepContext
  ) async throws -> [String] {
    do {
      try await context.aws.lakeFormation.putDataLakeSettings(settings)
      return []
    } catch let error as AWSError where error.message.lowercased().contains("invalid principal") {
      let names = principals(in: settings.document).filter { !wanted.contains($0) }
      let gone = try await GonePrincipals(context).among(names)
      if gone.isEmpty { throw error }
      var left = settings
      left.admins.removeAll { gone.contains($0) && platform.contains($0) }
      let named = Set(principals(in: left.document))
      let foreign = gone.filter(named.contains)
      guard foreign.isEmpty else { throw refusal(error, foreign) }
      try await context.aws.lakeFormation.putDataLakeSettings(left)
      return gone
    }
  }

  private static func refusal(_ error: AWSError, _ gone: [String]) -> StepError {
    StepError(
      message: "Lake Formation takes no settings as long as they name who does not exist any more: "
        + gone.joined(separator: ", "), service: error.service, operation: error.operation, code: error.code,
      requestID: error.requestID,
      hint: "somebody deleted them in IAM: in the console open Lake Formation, Administrative roles and tasks, and "
        + "remove them from every list there, then the same command again")
  }

  /// Everybody whom the settings name, in whichever of their lists.
  private static func principals(in document: AWSDocument) -> [String] {
    switch document {
    case .array(let items): items.flatMap(principals)
    case .object(let members):
      members.sorted { $0.key < $1.key }.flatMap { name, value in
        if name == "DataLakePrincipalIdentifier", let arn = value.string { [arn] } else { principals(in: value) }
      }
    default: []
    }
  }

  private static func words(_ gone: [String]) -> String {
    gone.isEmpty ? "" : "; left out, as IAM does not know them any more: \(gone.joined(separator: ", "))"
  }
}

/// A claim's text is its ARNs; an environment that added nobody has a claim too.
private func text(_ arns: Set<String>) -> String { arns.isEmpty ? "-" : arns.sorted().joined(separator: ",") }
private func arns(_ text: String?) -> [String] {
  (text ?? "").split(separator: ",").map(String.init).filter { $0 != "-" }
}
