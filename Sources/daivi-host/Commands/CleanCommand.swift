import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviSystem

struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Free the disk of what is made again when it is wanted.",
    discussion: """
      Caches, logs and scratch files below .daivi. What is deployed, ledgers, installed modules and what the sandbox \
      holds stay. It says what it would free and asks.
      """)

  @OptionGroup var project: ProjectOptions
  @Flag(name: .customLong("sandbox-packages"), help: "The sandbox's Python packages too (about 1 GB).")
  var packages = false
  @Flag(help: "Only say what would be freed.") var dryRun = false
  @Flag(help: "Do not ask.") var yes = false

  func run() async throws {
    let layout = try project.layout()
    let leftovers = try Leftovers(
      of: layout, sandboxRuns: Sandboxes.control(layout).status().running, withPackages: packages)
    for reason in leftovers.kept { DescriptorOutput.standardError.write("stays: \(reason)\n") }
    if leftovers.items.isEmpty {
      DescriptorOutput.standardOutput.write("There is nothing to free.\n")
      return
    }
    let rows = leftovers.items.map { [$0.bytes.byteText, $0.path, $0.what] as [String?] }
    DescriptorOutput.standardOutput.write(
      TableOutput.render(
        columns: [TableColumn("size", .number), "path", "what"], rows: rows, format: .text,
        terminal: .standardOutput()))
    if dryRun { return }
    if !yes {
      try Question.require("nothing was removed") { prompt throws(PromptError) in
        try prompt.confirm("Remove these \(leftovers.bytes.byteText)?", default: false)
      }
    }
    try leftovers.remove()
    DescriptorOutput.standardOutput.write("Freed \(leftovers.bytes.byteText).\n")
  }
}
