import Synchronization
import Testing

/// The projects that the tests of a suite made, for its end.
final class Cleanup: Sendable {
  /// That of the suite under way.
  @TaskLocal static var current = Cleanup()
  private let projects = Mutex<[TestProject]>([])

  func add(_ project: TestProject) { projects.withLock { $0.append(project) } }

  func endAll() async {
    let all = projects.withLock { projects in
      defer { projects = [] }
      return projects
    }
    for project in all { await project.end() }
  }
}

/// Stops every sandbox and removes every project of the suite when it has ended, however it ended.
struct LeavesNothingBehind: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    let cleanup = Cleanup()
    do {
      try await Cleanup.$current.withValue(cleanup) { try await function() }
    } catch {
      await cleanup.endAll()
      throw error
    }
    await cleanup.endAll()
  }
}

/// A project of one test, gone when the test has ended.
func withProject(_ purpose: String, _ body: (TestProject) async throws -> Void) async throws {
  let project = try TestProject(purpose)
  do {
    try await body(project)
  } catch {
    await project.end()
    throw error
  }
  await project.end()
}
