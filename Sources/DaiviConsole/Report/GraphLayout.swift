import DaiviProtocol

/// Where the targets of a graph stand when it is drawn from left to right: a column for each length of the longest way
/// that leads to a target, and in a column the order that crosses fewest edges.
struct GraphLayout {
  struct Place: Hashable {
    var column: Int
    var row: Int
  }

  let places: [TargetID: Place]
  /// Edges that no other way implies.
  let edges: [(need: TargetID, target: TargetID)]
  let columns: Int
  let rows: Int

  /// - Parameters:
  ///   - order: every target once, needs first.
  ///   - needs: edges; those to targets that are not in `order` are left out.
  init(order: [TargetID], needs: [TargetID: Set<TargetID>]) {
    let shown = Set(order)
    var depth: [TargetID: Int] = [:]
    var above: [TargetID: Set<TargetID>] = [:]
    var direct: [TargetID: [TargetID]] = [:]
    for target in order {
      let own = (needs[target] ?? []).intersection(shown)
      depth[target] = own.map { (depth[$0] ?? 0) + 1 }.max() ?? 0
      let implied = own.reduce(into: Set<TargetID>()) { $0.formUnion(above[$1] ?? []) }
      above[target] = implied.union(own)
      direct[target] = own.subtracting(implied).sorted()
    }
    edges = order.flatMap { target in (direct[target] ?? []).map { ($0, target) } }
    var columns = Dictionary(grouping: order) { depth[$0] ?? 0 }.sorted { $0.key < $1.key }.map(\.value)
    var row: [TargetID: Double] = [:]
    for column in columns { for (index, target) in column.enumerated() { row[target] = Double(index) } }
    let after = Dictionary(grouping: edges, by: \.need).mapValues { $0.map(\.target) }
    // Each sweep puts a target at the mean of its neighbours on one side; a few are enough.
    for sweep in 0..<6 {
      let forward = sweep.isMultiple(of: 2)
      for index in forward ? Array(columns.indices) : columns.indices.reversed() {
        let neighbours = { (target: TargetID) in (forward ? direct[target] : after[target]) ?? [] }
        let weights = columns[index].reduce(into: [TargetID: Double]()) { weights, target in
          let rows = neighbours(target).compactMap { row[$0] }
          weights[target] = rows.isEmpty ? row[target] ?? 0 : rows.reduce(0, +) / Double(rows.count)
        }
        columns[index].sort { (weights[$0] ?? 0, $0) < (weights[$1] ?? 0, $1) }
        for (place, target) in columns[index].enumerated() { row[target] = Double(place) }
      }
    }
    self.columns = columns.count
    rows = columns.map(\.count).max() ?? 0
    places = columns.enumerated().reduce(into: [:]) { places, column in
      for (row, target) in column.element.enumerated() { places[target] = Place(column: column.offset, row: row) }
    }
  }
}
