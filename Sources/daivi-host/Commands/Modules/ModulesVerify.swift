import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviProtocol
import DaiviRelease

struct ModulesVerify: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare every file of the installed modules with daivi.lock. Runs none of them.",
    discussion: "Exit status 1 when something is altered or missing.")
  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Those of every environment.") var all = false
  @Flag(help: "Print as JSON.") var json = false

  func perform() async throws {
    let place = try ModulePlace(options)
    var rows: [[String?]] = []
    var isWrong = false
    for (environment, entries) in place.lock.environments.sorted(by: { $0.key < $1.key }) {
      guard all || environment == place.environment else { continue }
      for (module, entry) in entries.sorted(by: { $0.key < $1.key }) {
        for (version, release) in entry.releases.sorted(by: { $0.key < $1.key }) {
          let flags = environment == place.environment ? options.typed : typed(for: environment)
          let (result, detail) = try look(module, version, release, place, flags)
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

  /// The flags that name another environment, `<app>-<env>`.
  private func typed(for environment: String) -> TypedFlags {
    let parts = environment.split(separator: "-", maxSplits: 1).map(String.init)
    return options.typed(env: parts.last, app: options.app == nil ? nil : parts.first)
  }

  private func look(
    _ module: String, _ version: String, _ release: ModuleLock.Release, _ place: ModulePlace, _ flags: TypedFlags
  ) throws -> (String, String) {
    guard let store = place.store(module, version) else {
      let source = release.source ?? Release.fileName(module: module, version: version)
      return ("missing", flags.added(to: "daivi-host modules install \(source)"))
    }
    let directory = store.directory(module, version)
    let faults = try PinAudit.faults(in: directory, release)
    return faults.isEmpty ? ("as pinned", directory) : ("ALTERED", faults.joined(separator: "; "))
  }
}
