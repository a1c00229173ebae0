import DaiviEngine
import DaiviSystem

/// The local emulator: running, answering, the one the project knows.
struct SandboxChecks: Sendable {
  var layout: ProjectLayout
  /// Asks the emulator at an endpoint who we are there.
  var inspector: @Sendable (SandboxState) -> any AccountInspector

  func run() async -> [DoctorFinding] {
    let directory = Path.join(layout.sandbox, "state")
    guard let state = SandboxState(directory: directory) else {
      return [DoctorFinding("sandbox", .ok, "sandbox", "never started; the first deploy does")]
    }
    guard SandboxState.isRunning(directory: directory) else {
      let text = "stopped, its state is kept (id \(state.id)); a deploy starts it"
      return [DoctorFinding("sandbox", .ok, "sandbox", text)]
    }
    let asked = inspector(state)
    do {
      let caller = try await withTimeLimit(seconds: 10) { try await asked.caller() }
      guard caller.account == state.account else {
        return [
          DoctorFinding(
            "sandbox", .problem, "sandbox",
            "\(state.endpoint) answers for account \(caller.account) instead of \(state.account)",
            fix: "another program took the port? daivi-host sandbox stop, then daivi-host sandbox start")
        ]
      }
      return [DoctorFinding("sandbox", .ok, "sandbox", "running at \(state.endpoint), id \(state.id)")]
    } catch {
      return [
        DoctorFinding(
          "sandbox", .problem, "sandbox", "process \(state.pid) runs but \(state.endpoint) does not answer: \(error)",
          fix: "daivi-host sandbox stop, then daivi-host sandbox start; its log is "
            + Path.join(layout.sandbox, "sandbox.log"))
      ]
    }
  }
}
