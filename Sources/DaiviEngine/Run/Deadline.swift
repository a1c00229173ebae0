/// The hard maximum of a request ran out.
struct DeadlineExceeded: Error {}

/// Runs `body`, cancelling it when the time is up.
func withDeadline<Value: Sendable>(
  seconds: Int, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await Task.sleep(for: .seconds(seconds))
      return nil
    }
    defer { group.cancelAll() }
    guard let first = try await group.next(), let value = first else { throw DeadlineExceeded() }
    return value
  }
}
