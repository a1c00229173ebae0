import DaiviSystem

/// Runs a command that prints credentials: a `credential_process`, or the AWS CLI for single sign-on.
enum CredentialCommand {
  private static let timeLimitSeconds = 60

  /// Standard output of a command that ends with status 0 within a minute.
  /// - Throws: `CredentialsError`, with the end of its standard error.
  static func output(of command: [String], environment: [String: String]) async throws -> [UInt8] {
    let name = command.first ?? ""
    func failure(_ message: String) -> CredentialsError { CredentialsError(provider: name, message: message) }
    guard let path = Command.find(name, variables: environment) else { throw failure("cannot be run: not found") }
    let result: CommandOutput
    do {
      result = try await Command.run(
        path, Array(command.dropFirst()), environment: environment, seconds: timeLimitSeconds)
    } catch let error as SystemError {
      throw failure("cannot be run: \(error)")
    }
    if result.timedOut { throw failure("did not end within \(timeLimitSeconds) s") }
    guard result.exit == .code(0) else {
      let tail = String(decoding: result.error.suffix(500), as: UTF8.self).trimmed
      throw failure("ended with \(result.exit)\(tail.isEmpty ? "" : ": \(tail)")")
    }
    return result.output
  }
}
