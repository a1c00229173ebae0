import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviProtocol

struct ModulesDescribe: EnvironmentCommand {
  static let configuration = CommandConfiguration(commandName: "describe", abstract: "A module's manifest as JSON.")
  @OptionGroup var options: EnvironmentOptions
  @Argument(help: "Name of the module.") var module: String

  func perform() async throws {
    let project = try await Project.load(options)
    guard let manifest = project.graph.modules[module] else {
      throw CommandError(
        .usage,
        "\(SelectionError.unknownModule(module, nearest: NearestName.find(module, in: project.graph.modules.keys)))")
    }
    DescriptorOutput.standardOutput.write(try JSONText.pretty(manifest))
  }
}
