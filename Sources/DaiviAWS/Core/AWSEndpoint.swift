/// Where a service is reached and how requests to it are signed.
public struct AWSEndpoint: Sendable, Hashable {
  /// Scheme, host and port, without a final slash; an override may bring a path.
  public var baseURL: String
  public var signingRegion: String
  /// Whether the URL was configured rather than derived: buckets then stay in the path.
  public var isOverride: Bool
}

/// Endpoint URLs set by the user, as every AWS SDK reads them ("Service-specific endpoints", SDKs and Tools Guide).
public struct AWSEndpointOverrides: Sendable, Hashable {
  /// For every service: `AWS_ENDPOINT_URL` or `endpoint_url` of the profile.
  public var all: String?
  /// By service as environment variables spell it, `CLOUDWATCH_LOGS`.
  public var services: [String: String] = [:]

  public init(all: String? = nil, services: [String: String] = [:]) {
    self.all = all
    self.services = services
  }

  /// Environment before profile, service before all.
  public init(environment: [String: String], profile: [String: String] = [:], services: [String: String] = [:]) {
    let ignored = environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() == "true"
    guard !ignored else { return }
    let prefix = "AWS_ENDPOINT_URL_"
    for (name, url) in services where !url.isEmpty { self.services[name] = url }
    for (name, url) in environment where name.hasPrefix(prefix) && !url.isEmpty {
      self.services[String(name.dropFirst(prefix.count))] = url
    }
    all = [environment["AWS_ENDPOINT_URL"], profile["endpoint_url"]].compactMap { $0 }.first { !$0.isEmpty }
  }

  func url(of service: AWSService) -> String? {
    services[service.environmentName] ?? all
  }

  /// The endpoint of a service for a client in a region.
  public func resolve(_ service: AWSService, region: String) -> AWSEndpoint {
    let partition = AWSPartition.of(region: region)
    let signingRegion = service.globalRegions[partition.id] ?? region
    if var url = url(of: service) {
      while url.hasSuffix("/") { url.removeLast() }
      return AWSEndpoint(baseURL: url, signingRegion: signingRegion, isOverride: true)
    }
    // Other partitions have a region in the host name of IAM too.
    let isGlobalHost = service.hostIsGlobal && ["aws", "aws-us-gov"].contains(partition.id)
    let govIAM = isGlobalHost && partition.id == "aws-us-gov" ? ".us-gov" : ""
    let suffix = service.usesNewHostNames ? partition.newDNSSuffix : partition.dnsSuffix
    let host =
      isGlobalHost
      ? "\(service.endpointPrefix)\(govIAM).\(partition.dnsSuffix)"
      : "\(service.endpointPrefix).\(signingRegion).\(suffix)"
    return AWSEndpoint(baseURL: "https://\(host)", signingRegion: signingRegion, isOverride: false)
  }
}
