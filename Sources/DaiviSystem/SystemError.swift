import Glibc

/// A system call that failed: what was tried, on what, and the system's own words.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  public var operation: String
  public var subject: String
  public var code: Int32

  public init(_ operation: String, _ subject: String, code: Int32 = errno) {
    self.operation = operation
    self.subject = subject
    self.code = code
  }

  public var description: String { "cannot \(operation) \(subject): \(String(cString: strerror(code)))" }
}
