/// Run Command.
extension SSM {
  /// SendCommand with the document `AWS-RunShellScript`, to one instance; the id of the command.
  ///
  /// Throws `InvalidInstanceId` until the instance's agent has registered, and when the instance does not run.
  /// - Parameters:
  ///   - script: lines that a shell runs as root; never a secret, Systems Manager keeps them.
  ///   - seconds: how long the script may take.
  ///   - repeatability: SendCommand has no token, so a lost answer may mean that the script runs twice; `.safe` for
  ///     those that only look.
  public func sendShellCommand(
    instanceId: String, script: String, seconds: Int = 60, repeatability: AWSRequest.Repeatability = .once
  ) async throws -> String {
    let input = SendCommandInput(
      instanceIds: [instanceId],
      parameters: [
        "commands": script.split(separator: "\n").map(String.init), "executionTimeout": [String(seconds)],
      ])
    let output: SendCommandOutput = try await client.call("SendCommand", input, repeatability: repeatability)
    return output.command.commandId
  }

  /// GetCommandInvocation: what became of a command on one instance. `InvocationDoesNotExist` for a moment after
  /// SendCommand.
  public func getCommandInvocation(commandId: String, instanceId: String) async throws -> CommandInvocation {
    try await client.call(
      "GetCommandInvocation", GetCommandInvocationInput(commandId: commandId, instanceId: instanceId))
  }

  /// Output of GetCommandInvocation.
  public struct CommandInvocation: Sendable, Hashable, Decodable {
    /// `Pending`, `InProgress`, `Delayed`, `Success`, `Cancelled`, `TimedOut`, `Failed` or `Cancelling`.
    public var status: String
    /// Of the script; -1 before it ran.
    public var responseCode: Int?
    /// The first 24,000 characters.
    public var standardOutputContent: String?
    public var standardErrorContent: String?

    /// Whether nothing more will come.
    public var isOver: Bool { !["Pending", "InProgress", "Delayed", "Cancelling"].contains(status) }
  }

  private struct SendCommandInput: Encodable, Sendable {
    var documentName = "AWS-RunShellScript"
    var instanceIds: [String]
    var parameters: [String: [String]]
  }

  private struct SendCommandOutput: Decodable {
    struct Command: Decodable {
      var commandId: String
    }

    var command: Command
  }

  private struct GetCommandInvocationInput: Encodable, Sendable {
    var commandId: String
    var instanceId: String
  }
}
