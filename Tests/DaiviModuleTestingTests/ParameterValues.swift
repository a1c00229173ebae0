import Synchronization

/// Values by name, for a test's AWS.
final class ParameterValues: Sendable {
  private let values = Mutex<[String: String]>([:])
  func get(_ name: String) -> String? { values.withLock { $0[name] } }
  func put(_ name: String, _ value: String?) { values.withLock { $0[name] = value } }
}
