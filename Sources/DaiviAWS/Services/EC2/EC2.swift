/// Amazon EC2.
public struct EC2: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let ec2 = AWSService(id: "EC2", endpointPrefix: "ec2", wire: .query(version: "2016-11-15", isEC2: true))
}

extension AWS {
  public var ec2: EC2 { EC2(client: client(.ec2)) }
}

extension EC2 {
  /// DescribeInstanceStatus: state and status checks of instances, also of those that do not run.
  public func describeInstanceStatus(instanceIds: [String]) async throws -> [InstanceStatus] {
    let output: Output = try await client.call(
      "DescribeInstanceStatus", Input(instanceId: instanceIds, includeAllInstances: true))
    return output.instanceStatusSet
  }

  /// API type `InstanceStatus`.
  public struct InstanceStatus: Sendable, Hashable, Decodable {
    public struct State: Sendable, Hashable, Decodable {
      /// `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped`.
      public var name: String?
    }

    public struct Check: Sendable, Hashable, Decodable {
      /// `ok`, `impaired`, `initializing`, `insufficient-data`, `not-applicable`.
      public var status: String?
    }

    public var instanceId: String
    public var instanceState: State?
    public var instanceStatus: Check?
    public var systemStatus: Check?
    public var attachedEbsStatus: Check?

    /// Whether it runs and its checks are passed ("3/3"); the check of volumes does not exist on every instance type.
    public var isHealthy: Bool {
      instanceState?.name == "running" && instanceStatus?.status == "ok" && systemStatus?.status == "ok"
        && ["ok", "not-applicable", nil].contains(attachedEbsStatus?.status)
    }
  }

  private struct Input: Encodable, Sendable {
    var instanceId: [String]
    var includeAllInstances: Bool
  }

  private struct Output: Decodable {
    @OrEmpty var instanceStatusSet: [InstanceStatus]
  }
}
