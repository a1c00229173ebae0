import DaiviModule

/// The graph that the service has drawn from the events.
struct LineageGraph: Sendable {
  private let catalog: Catalog
  /// Between two datasets there is a run; the service may put more nodes between them.
  private static let longestPath = 4

  init(_ catalog: Catalog) { self.catalog = catalog }

  /// What is missing of the way from Trade up to Order, and of its history; nil: nothing.
  func gap() async throws -> String? {
    let (trade, order) = (catalog.identifier(Sample.trade), catalog.identifier(Sample.order))
    guard let start = try await node(trade) else { return "there is no lineage of \(Sample.trade)" }
    guard try await leads(from: start, upTo: order) else {
      return "no lineage leads from \(Sample.order) to \(Sample.trade)"
    }
    let history = try await catalog.dataZone.listLineageNodeHistoryPages(domain: catalog.domain, id: trade)
      .collect(\.nodes)
    return history.isEmpty ? "\(Sample.trade) has no history" : nil
  }

  private func leads(from start: DataZone.LineageNode, upTo wanted: String) async throws -> Bool {
    var level = [start]
    var seen: Set<String> = [start.id]
    for _ in 0..<Self.longestPath {
      var next: [DataZone.LineageNode] = []
      for id in level.flatMap({ $0.upstreamNodes.compactMap(\.id) }) where seen.insert(id).inserted {
        guard let node = try await node(id) else { continue }
        if node.sourceIdentifier == wanted { return true }
        next.append(node)
      }
      level = next
    }
    return false
  }

  private func node(_ id: String) async throws -> DataZone.LineageNode? {
    do {
      return try await catalog.dataZone.getLineageNode(domain: catalog.domain, id: id)
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }
}
