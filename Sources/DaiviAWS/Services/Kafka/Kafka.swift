/// Amazon Managed Streaming for Apache Kafka.
public struct Kafka: Sendable {
  public let client: ServiceClient
}

extension AWS {
  public var kafka: Kafka { Kafka(client: client(.kafka)) }
}

extension Kafka {
  /// DescribeClusterV2: a cluster of either type.
  public func describeCluster(arn: String) async throws -> Cluster {
    let answer: ClusterAnswer = try await client.rest(
      "DescribeClusterV2", "GET", path: ["api", "v2", "clusters", arn])
    return answer.clusterInfo
  }

  /// GetBootstrapBrokers: where clients find the cluster, by how they prove who they are.
  public func bootstrapBrokers(arn: String) async throws -> BootstrapBrokers {
    try await client.rest("GetBootstrapBrokers", "GET", path: ["v1", "clusters", arn, "bootstrap-brokers"])
  }

  /// Part of DescribeClusterV2's answer.
  public struct Cluster: Sendable, Hashable, Decodable {
    public var clusterArn: String
    public var clusterName: String
    /// `ACTIVE`, `CREATING`, `HEALING`, `FAILED` and others.
    public var state: String
    public var stateInfo: StateInfo?

    public struct StateInfo: Sendable, Hashable, Decodable {
      public var code: String?
      public var message: String?
    }
  }

  /// Answer of GetBootstrapBrokers: host:port, comma separated; nil where the cluster does not offer the way.
  public struct BootstrapBrokers: Sendable, Hashable, Decodable {
    /// Without encryption and authentication.
    public var bootstrapBrokerString: String?
    /// SASL with IAM, over TLS.
    public var bootstrapBrokerStringSaslIam: String?
  }

  private struct ClusterAnswer: Decodable {
    var clusterInfo: Cluster
  }
}
