import Testing

/// What never came true in time.
struct NeverHappened: Error, CustomStringConvertible {
  var description: String
}

/// Looks until it is so. The limit is far beyond any machine's slowness: only a fault reaches it.
func eventually(_ what: String, minutes: Int = 3, _ isSo: () throws -> Bool) async throws {
  let end = ContinuousClock.now + .seconds(minutes * 60)
  while try !isSo() {
    if ContinuousClock.now > end { throw NeverHappened(description: "never happened: \(what)") }
    try await Task.sleep(for: .milliseconds(25))
  }
}
