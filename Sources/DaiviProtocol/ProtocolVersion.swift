/// The protocol versions a side speaks, both ends included.
public struct ProtocolRange: Codable, Hashable, Sendable {
  public var min: Int
  public var max: Int

  public init(min: Int, max: Int) {
    self.min = min
    self.max = max
  }

  /// What this library speaks.
  public static let supported = ProtocolRange(min: 1, max: 1)

  /// The highest version both sides speak, or nil when there is none.
  public func negotiated(with other: ProtocolRange) -> Int? {
    let version = Swift.min(max, other.max)
    return version >= Swift.max(min, other.min) ? version : nil
  }
}

/// The variable that tells a module's `serve` that a host started it; a person who types `serve` lacks it.
public let hostCookieVariable = "DAIVI_HOST_COOKIE"
