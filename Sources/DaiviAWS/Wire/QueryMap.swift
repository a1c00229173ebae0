/// A map in a request of a Query service, whose keys are values rather than names of members.
public struct QueryMap: Sendable, Hashable, Encodable {
  public var entries: [String: String]

  public init(_ entries: [String: String]) {
    self.entries = entries
  }

  /// No member of any API has such a name.
  static let mark = "$map"

  private enum CodingKeys: String, CodingKey {
    case entries = "$map"
  }
}
