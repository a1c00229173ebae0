/// What an account has and may use in a region.
extension EC2 {
  /// DescribeRegions: the regions enabled for the account.
  public func describeRegions() async throws -> [Region] {
    let output: DescribeRegionsOutput = try await client.call("DescribeRegions", NoInput())
    return output.regionInfo
  }

  /// DescribeAvailabilityZones: the zones of this region that the account may use, local zones left out.
  public func describeAvailabilityZones() async throws -> [AvailabilityZone] {
    let output: DescribeAvailabilityZonesOutput = try await client.call("DescribeAvailabilityZones", NoInput())
    return output.availabilityZoneInfo
  }

  /// DescribeAddresses: Elastic IP addresses of this region.
  public func describeAddresses() async throws -> [Address] {
    let output: DescribeAddressesOutput = try await client.call("DescribeAddresses", NoInput())
    return output.addressesSet
  }

  /// DescribeVpcs: the networks of this region.
  public func describeVpcs() async throws -> [Vpc] {
    var all: [Vpc] = []
    var token: String?
    repeat {
      let output: DescribeVpcsOutput = try await client.call("DescribeVpcs", DescribeVpcsInput(nextToken: token))
      all += output.vpcSet
      token = output.nextToken.flatMap { $0.isEmpty ? nil : $0 }
    } while token != nil
    return all
  }

  /// API type `Region`.
  public struct Region: Sendable, Hashable, Decodable {
    public var regionName: String
    /// `opt-in-not-required`, `opted-in` or `not-opted-in`.
    public var optInStatus: String?
  }

  /// API type `AvailabilityZone`.
  public struct AvailabilityZone: Sendable, Hashable, Decodable {
    public var zoneName: String
    /// `available`, `information`, `impaired`, `unavailable` or `constrained`.
    public var zoneState: String?
    /// `availability-zone`, `local-zone` or `wavelength-zone`.
    public var zoneType: String?
  }

  /// API type `Address`.
  public struct Address: Sendable, Hashable, Decodable {
    public var allocationId: String?
    public var publicIp: String?
  }

  /// API type `Vpc`.
  public struct Vpc: Sendable, Hashable, Decodable {
    public var vpcId: String
    public var isDefault: Bool?
  }

  private struct DescribeVpcsInput: Encodable, Sendable {
    var nextToken: String?
  }

  private struct DescribeRegionsOutput: Decodable {
    @OrEmpty var regionInfo: [Region]
  }

  private struct DescribeAvailabilityZonesOutput: Decodable {
    @OrEmpty var availabilityZoneInfo: [AvailabilityZone]
  }

  private struct DescribeAddressesOutput: Decodable {
    @OrEmpty var addressesSet: [Address]
  }

  private struct DescribeVpcsOutput: Decodable {
    @OrEmpty var vpcSet: [Vpc]
    var nextToken: String?
  }
}
