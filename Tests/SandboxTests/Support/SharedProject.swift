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
      let first = try await project.daivi("deploy").run()
      // Then a person did what only a person can.
      try await project.daivi("gate", "confirm", "idc/set-idc-passwords").status(0).run()
      try await project.daivi("deploy").isDeployed().run()
      return (project, first)
    }
    deployment = task
    return try await task.value
  }

  static func project() async throws -> TestProject { try await shared.deployed().0 }

  /// What the very first deploy printed and how it ended.
  static func firstDeploy() async throws -> DaiviRun.Output { try await shared.deployed().1 }
}
