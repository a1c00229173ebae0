import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviProtocol

struct ModulesDescribe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "describe", abstract: "A module's manifest as JSON.")
  @OptionGroup var options: EnvironmentOptions
  @Argument(help: "Name of the module.") var module: String

  func run() async throws {
    let project = try await Project.load(options)
    guard let manifest = project.graph.modules[module] else {
      throw CommandError(
        .usage,
        "\(SelectionError.unknownModule(module, nearest: NearestName.find(module, in: project.graph.modules.keys)))")
    }
    DescriptorOutput.standardOutput.write(try JSONText.pretty(manifest))
  }
}
