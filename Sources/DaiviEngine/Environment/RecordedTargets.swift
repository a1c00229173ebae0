import DaiviLedger
import DaiviProtocol
import DaiviSystem

/// What a ledger on this machine says is deployed; none where there is no ledger yet.
public enum RecordedTargets {
  public static func done(in path: String) async throws -> Set<TargetID> {
    guard Files.exists(path) else { return [] }
    let states = try await Ledger.open(path, access: .read).targetStates()
    return Set(states.filter { $0.status == .done }.map { TargetID(module: $0.module, target: $0.target) })
  }
}
