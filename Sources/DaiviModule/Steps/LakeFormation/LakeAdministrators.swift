import DaiviAWS
import DaiviProtocol

/// Adds principals to Lake Formation's administrators. The settings are one document for the whole account: it is read,
/// changed and written back, and nothing that others put there is lost. What this platform's environments added goes
/// with the last of them.
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
      actions: CallActions.claim + ["lakeformation:GetDataLakeSettings", "lakeformation:PutDataLakeSettings"],
      checks: [CheckDeclaration(id: "administrators", title: checked)],
      apply: { context in
        let wanted = try await wanted(context)
        let claim = claim(context)
        var settings = try await context.aws.lakeFormation.getDataLakeSettings()
        let missing = wanted.filter { !settings.admins.contains($0) }
        // Ours to take away again is what this platform's environments added; whoever was there before stays.
        let ours = Set(arns(try await claim.own())).union(try await claim.others().values.flatMap(arns)).union(missing)
        let claimed = Set(arns(try await claim.own())).union(wanted.filter(ours.contains))
        try await claim.write(text(claimed))
        let outputs = try await tells(context)
        if missing.isEmpty { return StepSuccess(outputs: outputs, detail: "all set already") }
        settings.admins += missing
        try await context.aws.lakeFormation.putDataLakeSettings(settings)
        return StepSuccess(outputs: outputs, detail: "added \(missing.joined(separator: ", "))")
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
        let leaving = Set(arns(try await claim.own())).subtracting(others)
        var settings = try await context.aws.lakeFormation.getDataLakeSettings()
        let removed = settings.admins.filter(leaving.contains)
        if !removed.isEmpty {
          settings.admins.removeAll(where: leaving.contains)
          try await context.aws.lakeFormation.putDataLakeSettings(settings)
        }
        try await claim.release()
        return StepSuccess(detail: removed.isEmpty ? "none to remove" : "removed \(removed.joined(separator: ", "))")
      })
  }
}

/// A claim's text is its ARNs; an environment that added nobody has a claim too.
private func text(_ arns: Set<String>) -> String { arns.isEmpty ? "-" : arns.sorted().joined(separator: ",") }
private func arns(_ text: String?) -> [String] {
  (text ?? "").split(separator: ",").map(String.init).filter { $0 != "-" }
}
