import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviRelease
import DaiviSystem

struct ModulesPack: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Make the archive of a module's release: the same files give the same bytes.",
    discussion: """
      Of an executable, or of a directory with one and everything that belongs to it. The archive has the manifest, \
      checksums and the changelog's section about the version; the release file beside it names every build of the \
      version, so pack on each platform into one directory. Swift packages have `swift package pack-module`, \
      which builds first.
      """)
  @Option(help: "Directory for archive and release file.") var into = "releases"
  @Option(help: "The module's changelog; CHANGELOG.md of a directory by default.") var changelog: String?
  @Option(help: "What it is built for; by default this machine's, 'any' for a script.") var platform: String?
  @Argument(help: "The executable daivi-<name>, or the directory that has it.") var path: String

  func run() async throws {
    do {
      let pack = try ModulePack(Path.absolute(path), changelog: changelog.map { Path.absolute($0) }, platform: platform)
      DescriptorOutput.standardOutput.write(try await pack.write(into: Path.absolute(into)).summary)
    } catch let error as ReleaseError {
      throw CommandError(.usage, "\(error)")
    } catch let error as TarFault {
      throw CommandError(.usage, "\(error)")
    }
  }
}
