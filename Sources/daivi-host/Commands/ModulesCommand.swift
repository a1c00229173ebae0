import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviProtocol

struct ModulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modules", abstract: "The modules this host found.",
    subcommands: [List.self, Describe.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Name, version and place of each.")
    @OptionGroup var options: EnvironmentOptions
    @Flag(help: "Print as JSON.") var json = false

    func run() async throws {
      let project = try await Project.load(options)
      let rows = zip(project.binaries, project.manifests).map { binary, manifest -> [String?] in
        [manifest.module, manifest.version, String(manifest.targets.count), binary.place, binary.path, manifest.title]
      }
      let columns: [TableColumn] = [
        "module", "version", TableColumn("targets", .number), "found", "path", "title",
      ]
      DescriptorOutput.standardOutput.write(
        TableOutput.render(
          columns: columns, rows: rows, format: json ? .json : .text, terminal: .standardOutput()))
      for binary in project.shadowed {
        DescriptorOutput.standardError.write(
          "\(binary.path) (\(binary.place)) is not used: a module '\(binary.name)' was found before it\n")
      }
    }
  }

  struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "describe", abstract: "A module's manifest as JSON.")
    @OptionGroup var options: EnvironmentOptions
    @Argument(help: "Name of the module.") var module: String

    func run() async throws {
      let project = try await Project.load(options)
      guard let manifest = project.graph.modules[module] else {
        throw CommandError(
          .usage, "\(SelectionError.unknownModule(module, nearest: NearestName.find(module, in: project.graph.modules.keys)))")
      }
      DescriptorOutput.standardOutput.write(try JSONText.pretty(manifest))
    }
  }
}
