import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviLedger

/// A command that works on an environment. What it says to type next means that environment, as it was typed.
protocol EnvironmentCommand: AsyncParsableCommand {
  var options: EnvironmentOptions { get }

  /// The command's work.
  func perform() async throws
}

extension EnvironmentCommand {
  /// Throws what `perform` throws, the flags in the commands that its message suggests.
  func run() async throws {
    do {
      try await perform()
    } catch let error as CommandError {
      throw suggesting(error.status, error.description)
    } catch let error as LedgerError {
      throw suggesting(error.status, error.description)
    }
  }

  /// Whoever is at work elsewhere is quoted with what they typed: nothing is suggested there.
  private func suggesting(_ status: CommandError.Status, _ message: String) -> CommandError {
    CommandError(status, status == .locked ? message : options.typed.added(to: message))
  }
}
