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

  @Option(help: "Configuration file; daivi.yaml of this directory or one above by default (DAIVI_CONFIG).")
  var config: String?
  @Flag(name: .customLong("sandbox-packages"), help: "The sandbox's Python packages too (about 1 GB).")
  var packages = false
  @Flag(help: "Only say what would be freed.") var dryRun = false
  @Flag(help: "Do not ask.") var yes = false

  func run() async throws {
    let layout = ProjectLayout(configuration: config ?? ProcessEnvironment.variables()["DAIVI_CONFIG"])
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
    if try !yes && !isAgreed(leftovers) { throw ExitCode(CommandError.Status.interrupted.rawValue) }
    try leftovers.remove()
    DescriptorOutput.standardOutput.write("Freed \(leftovers.bytes.byteText).\n")
  }

  private func isAgreed(_ leftovers: Leftovers) throws -> Bool {
    do throws(PromptError) {
      return try Prompt().confirm("Remove these \(leftovers.bytes.byteText)?", default: false)
    } catch {
      throw CommandError(.usage, "\(error)")
    }
  }
}
