/// Amazon Managed Service for Apache Flink (its API is Kinesis Analytics V2).
public struct ManagedFlink: Sendable {
  public let client: ServiceClient
}

extension AWS {
  public var managedFlink: ManagedFlink { ManagedFlink(client: client(.managedFlink)) }
}

extension ManagedFlink {
  /// DescribeApplication: an application as it is now.
  public func describeApplication(name: String) async throws -> Application {
    let answer: Answer = try await client.call("DescribeApplication", Name(applicationName: name))
    return answer.applicationDetail
  }

  /// StartApplication: only from `READY`.
  public func startApplication(name: String) async throws {
    let input = Start(applicationName: name, runConfiguration: .init())
    _ = try await client.call("StartApplication", input, repeatability: .once, returning: NoOutput.self)
  }

  /// StopApplication: by force without a snapshot, and also while it starts.
  public func stopApplication(name: String, force: Bool) async throws {
    _ = try await client.call(
      "StopApplication", Stop(applicationName: name, force: force), repeatability: .once, returning: NoOutput.self)
  }

  /// Part of DescribeApplication's answer.
  public struct Application: Sendable, Hashable, Decodable {
    public var applicationName: String
    /// `READY`, `STARTING`, `RUNNING`, `UPDATING`, `STOPPING` and others. An application that failed is `READY` again.
    public var applicationStatus: String
    public var applicationVersionId: Int
    public var applicationConfigurationDescription: Configuration?

    /// Key of the archive in S3 that holds its code.
    public var codeKey: String? {
      applicationConfigurationDescription?.applicationCodeConfigurationDescription?.codeContentDescription?
        .s3ApplicationCodeLocationDescription?.fileKey
    }
  }

  public struct Configuration: Sendable, Hashable, Decodable {
    public var applicationCodeConfigurationDescription: Code?

    public struct Code: Sendable, Hashable, Decodable {
      public var codeContentDescription: Content?
    }

    public struct Content: Sendable, Hashable, Decodable {
      public var s3ApplicationCodeLocationDescription: Location?
    }

    public struct Location: Sendable, Hashable, Decodable {
      public var fileKey: String?
    }
  }

  private struct Name: Encodable, Sendable {
    var applicationName: String
  }

  private struct Start: Encodable, Sendable {
    struct Run: Encodable, Sendable {}
    var applicationName: String
    var runConfiguration: Run
  }

  private struct Stop: Encodable, Sendable {
    var applicationName: String
    var force: Bool
  }

  private struct Answer: Decodable {
    var applicationDetail: Application
  }
}
