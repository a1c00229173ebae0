/// Work that took longer than it may.
struct TimeLimitPassed: Error, CustomStringConvertible {
  var seconds: Int
  var description: String { "no answer within \(seconds) s" }
}

/// Runs a body that may take so long and is cancelled then.
func withTimeLimit<Value: Sendable>(
  seconds: Int, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value.self) { group in
    group.addTask(operation: body)
    group.addTask {
      try await Task.sleep(for: .seconds(seconds))
      throw TimeLimitPassed(seconds: seconds)
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw CancellationError() }
    return first
  }
}
