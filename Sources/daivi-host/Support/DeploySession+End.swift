import DaiviConsole
import DaiviEngine
import DaiviLedger

extension DeploySession {
  /// Closes the record of a run that broke off without a report.
  func breakOff() async {
    try? await ledger.finish(deployment, outcome: Interruption.isRequested ? .cancelled : .failed)
  }
}
