/// Why a line could not be carried.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// This side or the other one has closed the connection.
  case closed
  /// The system refused to read or write; `why` in its own words.
  case failed(operation: String, why: String)

  public var description: String {
    switch self {
    case .closed: "the connection is closed"
    case .failed(let operation, let why): "cannot \(operation) the connection: \(why)"
    }
  }
}
