extension Ledger {
  /// The steps that upgrades dropped from targets that are deployed. Of one target those come first whose last attempt
  /// was earlier. A step that came back is among them until its target is done.
  public func leftSteps() async throws -> [LeftStep] {
    let steps: [LeftStep] = try await worker.read { try TargetSetting.left.all($0) }
    return steps.sorted { ($0.module, $0.target, $0.attempt) < ($1.module, $1.target, $1.attempt) }
  }

  /// The steps of each target in the release that last ran it; none of targets that only an earlier host has run.
  public func targetSteps() async throws -> [TargetSteps] {
    try await worker.read { try TargetSetting.steps.all($0) }
  }
}
