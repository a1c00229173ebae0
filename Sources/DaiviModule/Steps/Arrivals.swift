import DaiviAWS
import DaiviProtocol

/// Counts by Athena what arrived in tables, until it is what was expected.
public struct Arrivals: Sendable {
  /// A query of one row a place: its name, and the count that is expected there.
  public struct Expected: Sendable, Hashable {
    public var place: String
    public var sql: String
    public var count: Int

    /// - Parameter sql: gives one number.
    public init(_ place: String, sql: String, count: Int) {
      self.place = place
      self.sql = sql
      self.count = count
    }
  }

  private let context: StepContext
  private let workgroup: Value

  public init(_ context: StepContext, workgroup: Value) {
    self.context = context
    self.workgroup = workgroup
  }

  /// Counts in the order of the expectations.
  public func count(_ expected: [Expected]) async throws -> [Int] {
    let sql =
      expected.enumerated().map { "SELECT \($0.offset) AS place, (\($0.element.sql)) AS found" }
      .joined(separator: " UNION ALL ") + " ORDER BY place"
    let result = try await context.aws.athena.run(sql, workgroup: try context.value(workgroup))
    let numbers = result.rows.map { $0.last.flatMap { $0 }.flatMap(Int.init) }
    guard numbers.count == expected.count, numbers.allSatisfy({ $0 != nil }) else {
      throw StepError(message: "Athena gave no counts for: \(sql)")
    }
    return numbers.compactMap { $0 }
  }

  /// Waits until every place has what it should; at once an error where one has more.
  /// - Parameter limit: how long after the last one that came.
  public func wait(for expected: [Expected], limit: Duration, hint: String) async throws {
    var backoff = Backoff(first: .milliseconds(500), longest: .seconds(10))
    var best = 0
    var end = ContinuousClock.now.advanced(by: limit)
    while true {
      let found = try await PatientPoll.look(telling: context.progress) { try await count(expected) }
      if found == expected.map(\.count) { return }
      let words = Self.words(found, expected)
      if zip(found, expected).contains(where: { $0 > $1.count }) {
        throw StepError(message: "more arrived than was sent: \(words)", hint: hint)
      }
      let sum = found.reduce(0, +)
      if sum > best {
        best = sum
        end = ContinuousClock.now.advanced(by: limit)
        context.progress("arrived: \(words)")
      }
      guard ContinuousClock.now < end else {
        throw StepError(message: "not everything that was sent arrived: \(words)", hint: hint)
      }
      try await backoff.pause()
    }
  }

  /// `12 of 600 in the Hive table, ...`
  public static func words(_ found: [Int], _ expected: [Expected]) -> String {
    zip(found, expected).map { "\($0) of \($1.count) in \($1.place)" }.joined(separator: ", ")
  }
}
