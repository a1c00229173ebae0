import FoundationEssentials

/// Zero-ETL integrations.
extension Glue {
  /// DescribeIntegrations: integrations with their state and errors.
  public func describeIntegrations(_ input: DescribeIntegrationsRequest = .init()) async throws
    -> DescribeIntegrationsResponse
  {
    try await client.call("DescribeIntegrations", input)
  }

  /// Every page of DescribeIntegrations.
  public func describeIntegrationsPages(_ input: DescribeIntegrationsRequest = .init()) -> AWSPages<
    DescribeIntegrationsResponse
  > {
    AWSPages(nextToken: \.marker) { token in
      var page = input
      page.marker = token ?? input.marker
      return try await describeIntegrations(page)
    }
  }
}

extension Glue {
  /// Input of DescribeIntegrations.
  public struct DescribeIntegrationsRequest: Sendable, Hashable, Encodable {
    public var integrationIdentifier: String?
    public var marker: String?
    public var maxRecords: Int?
    public var filters: [IntegrationFilter]?

    public init(
      integrationIdentifier: String? = nil, marker: String? = nil, maxRecords: Int? = nil,
      filters: [IntegrationFilter]? = nil
    ) {
      self.integrationIdentifier = integrationIdentifier
      self.marker = marker
      self.maxRecords = maxRecords
      self.filters = filters
    }
  }

  /// Output of DescribeIntegrations.
  public struct DescribeIntegrationsResponse: Sendable, Hashable, Decodable {
    @OrEmpty public var integrations: [Integration]
    public var marker: String?
  }

  /// API type `IntegrationFilter`.
  public struct IntegrationFilter: Sendable, Hashable, Encodable {
    public var name: String?
    public var values: [String]?

    public init(name: String? = nil, values: [String]? = nil) {
      self.name = name
      self.values = values
    }
  }

  /// API type `Integration`.
  public struct Integration: Sendable, Hashable, Decodable {
    public var sourceArn: String
    public var targetArn: String
    public var integrationName: String
    public var integrationArn: String
    public var status: IntegrationStatus
    public var createTime: Date
    @OrEmpty public var errors: [IntegrationError]
  }

  /// API type `IntegrationStatus`; values that this version does not know are kept.
  public struct IntegrationStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let creating = Self(rawValue: "CREATING")
    public static let active = Self(rawValue: "ACTIVE")
    public static let modifying = Self(rawValue: "MODIFYING")
    public static let failed = Self(rawValue: "FAILED")
    public static let deleting = Self(rawValue: "DELETING")
    public static let syncing = Self(rawValue: "SYNCING")
    public static let needsAttention = Self(rawValue: "NEEDS_ATTENTION")
  }

  /// API type `IntegrationError`.
  public struct IntegrationError: Sendable, Hashable, Decodable {
    public var errorCode: String?
    public var errorMessage: String?
  }
}
