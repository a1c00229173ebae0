/// Starting and stopping instances.
extension EC2 {
  /// StartInstances: a stopped instance runs again, with its addresses in the VPC and its volumes.
  public func startInstances(instanceIds: [String]) async throws {
    _ = try await client.call("StartInstances", Input(instanceId: instanceIds), returning: NoOutput.self)
  }

  /// StopInstances: shuts instances down, which also lets go of their file systems.
  public func stopInstances(instanceIds: [String]) async throws {
    _ = try await client.call("StopInstances", Input(instanceId: instanceIds), returning: NoOutput.self)
  }

  private struct Input: Encodable, Sendable {
    var instanceId: [String]
  }
}
