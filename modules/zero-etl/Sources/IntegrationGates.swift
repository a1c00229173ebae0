import DaiviModule

/// Opens when the integration is active; what Glue has against one that is not ends the wait.
let integrationIsActive = Gate.condition("active", "the integration is active", minutes: 60) { context in
  guard let found = try await IntegrationState(context).current() else {
    return GateCheckResult(state: .rejected, detail: "there is no integration")
  }
  if found.isActive { return GateCheckResult(state: .open, detail: found.words) }
  switch found.status {
  case .failed, .needsAttention, .deleting:
    return GateCheckResult(
      state: .rejected,
      detail: "\(found.words); when that is mended: daivi-host verify zero-etl, then daivi-host deploy")
  default: return GateCheckResult(state: .waiting, detail: "the integration is \(found.status.rawValue)")
  }
}

/// Opens when the orders are in the lake: an integration is active before its first load is done.
let rowsAreThere = Gate.condition(
  "loaded", "the orders are in the lake", minutes: 120, reads: ["{inputs.workgroupName}"]
) { context in
  if let found = try await IntegrationState(context).current(), !found.isActive {
    return GateCheckResult(state: .rejected, detail: found.words)
  }
  let rows = try await LakeRows(context).check()
  return GateCheckResult(state: rows.status == .passed ? .open : .waiting, detail: rows.detail)
}
