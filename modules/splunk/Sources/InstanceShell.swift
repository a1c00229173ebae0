import DaiviModule

/// Shell commands on the instance, through Systems Manager: nothing has to reach into the private network.
struct InstanceShell {
  let context: StepContext
  let instance: String

  init(_ context: StepContext) throws {
    self.context = context
    instance = try context.value("{inputs.instanceId}")
  }

  /// What the commands printed; nil as long as Systems Manager does not reach the instance.
  func run(_ script: String) async throws -> String? {
    let ssm = context.aws.ssm
    let command: String
    do {
      command = try await ssm.sendShellCommand(
        instanceId: instance, script: script, repeatability: .safe)
    } catch let error as AWSError where error.code == "InvalidInstanceId" {
      return nil
    }
    var backoff = Backoff()
    for _ in 0..<60 {
      try await backoff.pause()
      do {
        let found = try await ssm.getCommandInvocation(commandId: command, instanceId: instance)
        guard found.isOver else { continue }
        return (found.standardOutputContent ?? "") + (found.standardErrorContent ?? "")
      } catch let error as AWSError where error.code == "InvocationDoesNotExist" {
        continue
      }
    }
    return nil
  }
}
