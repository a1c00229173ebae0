import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviProtocol

struct ModulesList: EnvironmentCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Name, version and place of each.")
  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Print as JSON.") var json = false

  func perform() async throws {
    let project = try await Project.load(options, quiet: json)
    let rows = zip(project.binaries, project.manifests).map { binary, manifest -> [String?] in
      let place = binary.version == nil ? binary.place : "\(binary.place), pinned"
      return [manifest.module, manifest.version, String(manifest.targets.count), place, binary.path, manifest.title]
    }
    let columns: [TableColumn] = [
      "module", "version", TableColumn("targets", .number), "found", "path", "title",
    ]
    DescriptorOutput.standardOutput.write(
      TableOutput.render(
        columns: columns, rows: rows, format: json ? .json : .text, terminal: .standardOutput()))
    let name = project.configuration.environmentName
    for binary in project.unpinned {
      DescriptorOutput.standardError.write(
        "\(binary.name) \(binary.version ?? "") (\(binary.place)) is not pinned for '\(name)', so it is not run\n"
      )
    }
    for binary in project.earlier {
      DescriptorOutput.standardError.write(
        "\(binary.name) \(binary.version ?? "") (\(binary.place)) is pinned for what it once deployed to '\(name)'\n")
    }
  }
}
