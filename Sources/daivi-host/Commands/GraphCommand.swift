import ArgumentParser
import DaiviConsole
import DaiviEngine

struct GraphCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "All targets and what each needs.")

  @OptionGroup var options: EnvironmentOptions
  @Option(help: "text, json, mermaid or dot.") var format = GraphRenderer.Format.text
  @Argument(help: "Only these targets and what they need.") var targets: [String] = []

  func perform() async throws {
    let project = try await Project.load(options)
    let only = targets.isEmpty ? nil : try project.select(targets).targets
    DescriptorOutput.standardOutput.write(
      GraphRenderer(project.graph, only: only).render(format, terminal: .standardOutput()))
  }
}

extension GraphRenderer.Format: ExpressibleByArgument {}
