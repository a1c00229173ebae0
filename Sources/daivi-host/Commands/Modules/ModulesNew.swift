import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviRelease
import DaiviSystem

struct ModulesNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new module that builds, keeps the protocol and deploys at once.")
  @Option(help: "swift or python.") var language = "swift"
  @Option(help: "Directory to make; daivi-<name> here by default.") var into: String?
  @Option(help: "For Swift, where the package with DaiviModule is: a path, or a git URL.") var sdk: String?
  @Argument(help: "Name of the module: lower-case letters, digits and hyphens.") var name: String

  func run() async throws {
    guard let language = ModuleScaffold.Language(rawValue: language) else {
      throw CommandError(.usage, "--language is swift or python, not '\(language)'")
    }
    let directory = Path.absolute(into ?? "daivi-\(name)")
    do {
      let files = try ModuleScaffold(name, language, sdk: try place(language)).write(to: directory)
      DescriptorOutput.standardOutput.write(files.map { "\(Path.join(directory, $0))\n" }.joined())
      DescriptorOutput.standardError.write("\(Path.join(directory, "README.md")) says how to try and ship it\n")
    } catch let error as ReleaseError {
      throw CommandError(.usage, "\(error)")
    }
  }

  /// The checkout that this host was built in, unless another place is named.
  private func place(_ language: ModuleScaffold.Language) throws -> String {
    if let sdk { return sdk.contains("://") || sdk.hasPrefix("git@") ? sdk : Path.absolute(sdk) }
    if language != .swift { return "" }
    var directory = Path.parent(Path.executable)
    while Path.parent(directory) != directory {
      if Files.isDirectory(Path.join(directory, "Sources/DaiviModule")) { return directory }
      directory = Path.parent(directory)
    }
    throw CommandError(.usage, "say with --sdk where the package with DaiviModule is: a path, or a git URL")
  }
}
