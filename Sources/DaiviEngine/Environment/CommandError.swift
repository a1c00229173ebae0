/// An error that ends a command, with the exit status the command line promises.
public struct CommandError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Exit statuses of `daivi-host` and of standalone modules.
  public enum Status: Int32, Sendable {
    case failed = 1
    case usage = 2
    case changesFound = 3
    case credentials = 4
    case locked = 5
    case gatesLeft = 8
    case interrupted = 130
  }

  public var status: Status
  public var description: String

  public init(_ status: Status, _ description: String) {
    self.status = status
    self.description = description
  }
}
