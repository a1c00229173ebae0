import Testing

/// The project that most tests look at: everything is deployed once, each test leaves it deployed. The actor guards
/// that once.
actor SharedProject {
  static let shared = SharedProject()
  private var deployment: Task<(TestProject, DaiviRun.Output), any Error>?

  private func deployed() async throws -> (TestProject, DaiviRun.Output) {
    if let deployment { return try await deployment.value }
    let task = Task {
      let project = try TestProject("shared")
      return (project, try await project.daivi("deploy").run())
    }
    deployment = task
    return try await task.value
  }

  static func project() async throws -> TestProject { try await shared.deployed().0 }

  /// What the very first deploy printed and how it ended.
  static func firstDeploy() async throws -> DaiviRun.Output { try await shared.deployed().1 }
}
