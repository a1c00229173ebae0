/// A column of a table: its name and what its cells are.
public struct TableColumn: Hashable, Sendable, ExpressibleByStringLiteral {
  public enum Kind: Hashable, Sendable {
    case text
    /// Aligned right, and a number in JSON where a cell is one. Never for identifiers: an account may begin with 0.
    case number
    /// `true` and `false` without quotes in JSON.
    case boolean
  }

  public var name: String
  public var kind: Kind

  public init(_ name: String, _ kind: Kind = .text) {
    self.name = name
    self.kind = kind
  }

  public init(stringLiteral value: String) { self.init(value) }
}
