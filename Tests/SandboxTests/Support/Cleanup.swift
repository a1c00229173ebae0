import Synchronization
import Testing

/// Every project that tests made, for the end of the suite.
final class Cleanup: Sendable {
  static let shared = Cleanup()
  private let projects = Mutex<[TestProject]>([])

  func add(_ project: TestProject) { projects.withLock { $0.append(project) } }

  func removeAll() async {
    let all = projects.withLock { projects in
      defer { projects = [] }
      return projects
    }
    for project in all {
      expectValidRequests(project)
      await project.remove()
    }
  }

  /// Every request of a suite must be one that AWS's own service models allow.
  private func expectValidRequests(_ project: TestProject) {
    let invalid = ((try? project.requests()) ?? []).filter { $0.invalid != nil }
    #expect(invalid.isEmpty, "requests that AWS would refuse: \(invalid)")
  }
}

/// Stops every sandbox and removes every project when the suite has ended, however it ended.
struct LeavesNothingBehind: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    do {
      try await function()
    } catch {
      await Cleanup.shared.removeAll()
      throw error
    }
    await Cleanup.shared.removeAll()
  }
}

/// A project of one test, gone when the test has ended.
func withProject(_ purpose: String, _ body: (TestProject) async throws -> Void) async throws {
  let project = try TestProject(purpose)
  do {
    try await body(project)
  } catch {
    await project.remove()
    throw error
  }
  await project.remove()
}
