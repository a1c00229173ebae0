import DaiviAWS
import DaiviEngine
import DaiviProtocol

/// What still bears an environment's name in its account, found by listing services rather than by believing a record.
public struct Remains: Sendable {
  /// One thing that is still there.
  public struct Item: Hashable, Sendable {
    /// CloudFormation's name of its type.
    public var type: String
    public var name: String
    public var region: String
    /// Why it is there on purpose; nil where nobody knows.
    public var reason: String?
  }

  public var items: [Item]
  /// Services that could not be listed, each with its error.
  public var unseen: [String]
  /// Kinds of things that were listed.
  public var kinds: Int

  /// Everything that is left is left on purpose, and everything could be looked at.
  public var areExplained: Bool { unseen.isEmpty && items.allSatisfy { $0.reason != nil } }

  /// Lists both regions.
  /// - Parameter kept: what stacks retained when they were deleted, by physical id.
  public static func find(_ access: EnvironmentAccess, kept: Set<String> = []) async throws -> Remains {
    let environment = access.environment.module
    let regions = [environment.primaryRegion, environment.secondaryRegion]
    let name = EnvironmentName(environment)
    let backend = await BackendResources.find(access, Backend(environment))
    return try await withThrowingTaskGroup(of: (Int, [Item], String?).self) { group in
      var count = 0
      for region in regions {
        let aws = access.aws.in(region)
        for listing in RemainsListing.all where region == regions[0] || !listing.isGlobal {
          let index = count
          count += 1
          group.addTask {
            do {
              let found = try await listing.find(aws, name)
              return (index, found.map { item(listing, $0, region, kept, backend) }, nil)
            } catch let error as AWSError {
              return (index, [], "\(listing.type) in \(region): \(error)")
            }
          }
        }
      }
      var results: [(Int, [Item], String?)] = []
      for try await result in group { results.append(result) }
      results.sort { $0.0 < $1.0 }
      return Remains(items: results.flatMap(\.1), unseen: results.compactMap(\.2), kinds: RemainsListing.all.count)
    }
  }

  private static func item(
    _ listing: RemainsListing, _ found: RemainsListing.Found, _ region: String, _ kept: Set<String>,
    _ backend: BackendResources
  ) -> Item {
    let known =
      backend.has(found.name)
      ? "the backend; daivi-host bootstrap --destroy removes it"
      : kept.contains(found.name) ? "kept as its template says" : nil
    return Item(
      type: found.type ?? listing.type, name: found.name, region: listing.isGlobal ? "all regions" : region,
      reason: found.reason ?? known)
  }

  /// Whole lines for people.
  public func text(environment: String) -> String {
    var lines: [String] = []
    let strays = items.filter { $0.reason == nil }
    if strays.isEmpty && unseen.isEmpty {
      let rest = items.isEmpty ? "nothing" : "nothing else"
      lines.append("Searched \(kinds) kinds of resources in both regions: \(rest) of \(environment) is left.")
    }
    if !strays.isEmpty { lines.append("Still there, and not known to be kept on purpose:") }
    lines += strays.map { "  \($0.type) \($0.name) (\($0.region))" }
    let kept = items.filter { $0.reason != nil }
    if !kept.isEmpty { lines.append("Left on purpose:") }
    lines += Self.grouped(kept)
    if !unseen.isEmpty { lines.append("Could not be looked at:") }
    lines += unseen.map { "  \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Many of one kind and one reason (the keys of a region) are one line.
  private static func grouped(_ items: [Item]) -> [String] {
    var lines: [String] = []
    var seen = Set<Item>()
    for item in items {
      var kind = item
      kind.name = ""
      let alike = items.filter { $0.type == item.type && $0.region == item.region && $0.reason == item.reason }
      let reason = item.reason ?? ""
      if alike.count < 3 {
        lines.append("  \(item.type) \(item.name) (\(item.region)): \(reason)")
      } else if seen.insert(kind).inserted {
        lines.append("  \(alike.count) x \(item.type) (\(item.region)): each \(reason)")
      }
    }
    return lines
  }
}
