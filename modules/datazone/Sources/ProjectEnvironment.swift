import DaiviModule

/// The environment of a project, as its stack made it: awaited until it is active, and looked at.
enum ProjectEnvironment {
  private static let title = "the project's environment is active"
  private static let reads: [Value] = ["{inputs.exchangeDomainId}", "{inputs.environmentId}"]

  static let steps: [any Step] = [
    Gate.condition("environment", title, minutes: 60, reads: reads) { try await state($0) },
    Check("active", title, reads: reads) { context in
      let found = try await state(context)
      return CheckResult(
        id: "active", title: title, status: found.state == .open ? .passed : .failed, detail: found.detail,
        resource: try context.value("{inputs.environmentId}"))
    },
  ]

  private static func state(_ context: StepContext) async throws -> GateCheckResult {
    let id = try context.value("{inputs.environmentId}")
    do {
      let found = try await context.aws.dataZone.getEnvironment(
        domain: try context.value("{inputs.exchangeDomainId}"), id: id)
      let status = found.status ?? "unknown"
      if status == "ACTIVE" { return GateCheckResult(state: .open) }
      let isOver = status.hasSuffix("FAILED") || ["DELETED", "SUSPENDED", "DISABLED", "EXPIRED"].contains(status)
      return GateCheckResult(state: isOver ? .rejected : .waiting, detail: "\(found.name) is \(status)")
    } catch let error as AWSError where error.isNotFound {
      return GateCheckResult(state: .rejected, detail: "there is no environment \(id)")
    }
  }
}
