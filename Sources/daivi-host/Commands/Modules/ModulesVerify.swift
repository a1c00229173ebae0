import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviProtocol

struct ModulesVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare every file of the installed modules with daivi.lock. Runs none of them.",
    discussion: "Exit status 1 when something is altered or missing.")
  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Those of every environment.") var all = false
  @Flag(help: "Print as JSON.") var json = false

  func run() async throws {
    let place = try ModulePlace(options)
    var rows: [[String?]] = []
    var isWrong = false
    for (environment, entries) in place.lock.environments.sorted(by: { $0.key < $1.key }) {
      guard all || environment == place.environment else { continue }
      for (module, entry) in entries.sorted(by: { $0.key < $1.key }) {
        for (version, release) in entry.releases.sorted(by: { $0.key < $1.key }) {
          let (result, detail) = try look(module, version, release, place)
          let isNeeded = version == entry.version
          if result != "as pinned" && (isNeeded || result != "missing") { isWrong = true }
          rows.append([environment, module, version, isNeeded ? "in use" : "earlier", result, detail])
        }
      }
    }
    DescriptorOutput.standardOutput.write(
      TableOutput.render(
        columns: ["environment", "module", "version", "is", "files", "detail"], rows: rows,
        format: json ? .json : .text, terminal: .standardOutput()))
    if isWrong { throw ExitCode(CommandError.Status.failed.rawValue) }
  }

  private func look(
    _ module: String, _ version: String, _ release: ModuleLock.Release, _ place: ModulePlace
  ) throws -> (String, String) {
    guard let store = place.store(module, version) else {
      return ("missing", "daivi-host modules install \(release.source ?? "")")
    }
    let directory = store.directory(module, version)
    let faults = try PinAudit.faults(in: directory, release)
    return faults.isEmpty ? ("as pinned", directory) : ("ALTERED", faults.joined(separator: "; "))
  }
}
