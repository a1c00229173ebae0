import DaiviEngine

/// A rule that was asked for by a name that none has. A test that left it out would find everything in order.
public struct UnknownRule: Error, Hashable, Sendable, CustomStringConvertible {
  public var name: String
  /// All there are, in order.
  public var known: [String]

  public var description: String {
    let nearest = NearestName.find(name, in: known).map { "did you mean '\($0)'?" }
    return "there is no rule '\(name)'; \(nearest ?? "there are \(known.joined(separator: ", "))")"
  }
}
