import ArgumentParser
import DaiviAccess
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviProtocol
import DaiviSystem

struct PermissionsCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "permissions", abstract: "The smallest IAM policy for whoever deploys, as JSON.",
    discussion: """
      What the modules found here call themselves, and what the host calls. Stacks are deployed under the service \
      role that `bootstrap` makes when daivi.yaml names a deployRole; without one, the deployer also needs whatever \
      the templates make. With names of modules: what a session for each of them is limited to.
      """)

  @OptionGroup var options: EnvironmentOptions
  @Argument(help: "Modules; all and the host without any.") var modules: [String] = []

  func perform() async throws {
    let project = try await Project.load(options)
    let chosen = try modules.isEmpty ? Array(project.graph.modules.values) : modules.map { try manifest($0, project) }
    let policy = DeployerPolicy(
      environment: project.configuration.environment, modules: chosen, withHost: modules.isEmpty)
    DescriptorOutput.standardOutput.write(try JSONText.pretty(policy.document))
    // IAM counts neither blanks nor line ends.
    let length = try JSONText.compact(policy.document).utf8.count
    if length > DeployerPolicy.managedLimit {
      DescriptorOutput.standardError.write(
        "\(length) characters: a managed policy takes \(DeployerPolicy.managedLimit); put it into the role as an inline "
          + "policy, which takes \(DeployerPolicy.inlineLimit)\n")
    }
    for module in chosen.sorted(by: { $0.module < $1.module }) {
      let size = SessionPolicy.document(for: module).utf8.count
      if !modules.isEmpty {
        DescriptorOutput.standardError.write(
          "\(module.module): a session policy of \(size) of \(SessionPolicy.limit) characters\n")
      }
    }
  }

  private func manifest(_ name: String, _ project: Project) throws -> ModuleManifest {
    if let found = project.graph.modules[name] { return found }
    let nearest = NearestName.find(name, in: project.graph.modules.keys)
    throw CommandError(.usage, "\(SelectionError.unknownModule(name, nearest: nearest))")
  }
}
