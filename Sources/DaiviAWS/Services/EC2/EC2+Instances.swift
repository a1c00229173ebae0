/// Starting and stopping instances.
extension EC2 {
  /// DescribeInstances: why an instance came into its state, in EC2's words (`StateTransitionReason`, with what
  /// `StateReason` adds); nil where EC2 says nothing.
  public func stateReason(instanceId: String) async throws -> String? {
    let output: Described = try await client.call("DescribeInstances", Input(instanceId: [instanceId]))
    guard let instance = output.reservationSet.flatMap(\.instancesSet).first else { return nil }
    let words = [instance.reason, instance.stateReason?.message].compactMap { $0 }.filter { !$0.isEmpty }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

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

  private struct Described: Decodable {
    struct Reservation: Decodable {
      @OrEmpty var instancesSet: [Instance]
    }

    struct Instance: Decodable {
      struct Reason: Decodable { var message: String? }
      var reason: String?
      var stateReason: Reason?
    }

    @OrEmpty var reservationSet: [Reservation]
  }
}
