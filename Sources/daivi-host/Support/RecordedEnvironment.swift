import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import DaiviSystem

/// An environment's record, for commands that only read it: modules need not even be installed.
struct RecordedEnvironment: Sendable {
  let layout: ProjectLayout
  let configuration: ResolvedConfiguration

  static func find(_ options: EnvironmentOptions) throws -> RecordedEnvironment {
    let variables = ProcessEnvironment.variables()
    let layout = try ProjectLayout.chosen(options.config, variables)
    return RecordedEnvironment(
      layout: layout,
      configuration: try ResolvedConfiguration(
        file: try ConfigurationFile.read(layout.configuration),
        choice: ConfigurationChoice(flags: options.choice, variables: variables), fileName: layout.configuration))
  }

  var directory: String {
    layout.environment(app: configuration.environment.app, env: configuration.environment.env)
  }

  /// nil when nothing was ever deployed.
  func ledger() throws -> Ledger? {
    let path = Path.join(directory, "ledger.sqlite")
    return Files.exists(path) ? try Ledger.open(path, access: .read) : nil
  }

  /// A deployment by the number typed, the latest without one.
  func deployment(_ number: Int64?, in ledger: Ledger?) async throws -> DeploymentRow {
    let name = "\(configuration.environment.app)-\(configuration.environment.env)"
    guard let ledger else { throw CommandError(.usage, "nothing was deployed to '\(name)' yet") }
    let latest = try await ledger.deployments(limit: 1).first
    guard let number else {
      guard let latest else { throw CommandError(.usage, "nothing was deployed to '\(name)' yet") }
      return latest
    }
    guard let row = try await ledger.deployment(DeploymentID(rawValue: number)) else {
      let known = latest.map { "they are numbered 1 to \($0.id.rawValue)" } ?? "there is none"
      throw CommandError(.usage, "'\(name)' has no deployment \(number); \(known) (daivi-host history)")
    }
    return row
  }

  /// How a deployment stands: its outcome, or whether it still runs.
  func state(of row: DeploymentRow) -> String {
    row.outcome?.rawValue ?? (LockInspection(directory: directory) == .free ? "interrupted" : "running")
  }
}
