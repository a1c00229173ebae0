import DaiviEngine
import DaiviLedger
import DaiviProtocol
import DaiviSystem

/// The ledger and the lock of an environment.
struct LedgerChecks: Sendable {
  /// The environment's directory.
  var directory: String
  /// Where a deploy would go now; nil when that is not known (a sandbox that was never started).
  var identity: LedgerIdentity?

  /// The findings, and the targets recorded as done.
  func run() async -> (findings: [DoctorFinding], deployed: Set<TargetID>) {
    let lock = LockInspection(directory: directory)
    let path = Path.join(directory, "ledger.sqlite")
    guard Files.exists(path) else {
      return ([DoctorFinding("ledger", .ok, "ledger", "none yet: nothing was deployed")] + [self.lock(lock)], [])
    }
    do {
      let ledger = try Ledger.open(path, access: .read)
      let damage = try await ledger.damage()
      var findings = [
        damage.isEmpty
          ? DoctorFinding("ledger", .ok, "ledger", "sound, \(path)")
          : DoctorFinding(
            "ledger", .problem, "ledger", "\(path) is damaged: \(damage.prefix(3).joined(separator: "; "))",
            fix: "restore a copy, or move it away and deploy again: what exists is adopted by its tags")
      ]
      findings += try await last(ledger, lock)
      findings += try await place(ledger)
      let done = try await ledger.targetStates().filter { $0.status == .done }
      return (findings + [self.lock(lock)], Set(done.map { TargetID(module: $0.module, target: $0.target) }))
    } catch {
      return ([DoctorFinding("ledger", .problem, "ledger", "\(error)"), self.lock(lock)], [])
    }
  }

  private func last(_ ledger: Ledger, _ lock: LockInspection) async throws -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    if let last = try await ledger.deployments(limit: 1).first {
      let end = last.outcome?.rawValue ?? (lock == .free ? "interrupted" : "running")
      findings.append(
        DoctorFinding(
          "ledger", last.outcome == .failed ? .warning : .ok, "last run",
          "\(last.kind.rawValue) \(last.id.rawValue) of \(Timestamp.text(last.startedAt)): \(end)",
          fix: last.outcome == .failed ? "daivi-host history \(last.id.rawValue)" : nil))
    }
    let open = try await ledger.openAttempts()
    if !open.isEmpty && lock == .free {
      let steps = open.map { "\($0.intent.module)/\($0.intent.target)/\($0.intent.step)" }
      findings.append(
        DoctorFinding(
          "ledger", .warning, "interrupted steps", steps.joined(separator: ", "),
          fix: "daivi-host deploy: it asks first what became of them"))
    }
    return findings
  }

  private func place(_ ledger: Ledger) async throws -> [DoctorFinding] {
    guard let recorded = try await ledger.identity(), let identity else { return [] }
    let parts = identity.parts(differingFrom: recorded)
    if parts.isEmpty { return [] }
    let names = parts.map(\.rawValue).joined(separator: ", ")
    return [
      DoctorFinding(
        "ledger", .warning, "environment", "its \(names) changed since the last run: nothing recorded will be trusted",
        fix: "if that is a mistake, `daivi-host init` before the next deploy")
    ]
  }

  private func lock(_ lock: LockInspection) -> DoctorFinding {
    switch lock {
    case .free: return DoctorFinding("ledger", .ok, "lock", "free")
    case .held(let holder):
      let text = LockError.held(by: holder, path: Path.join(directory, "lock")).description
      return DoctorFinding("ledger", holder?.isAlive == false ? .warning : .ok, "lock", text)
    }
  }
}
