import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviProtocol
import DaiviRelease
import DaiviSystem

struct ModulesInstall: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Install releases of modules and pin them for the environment.",
    discussion: """
      A source is a release file (daivi-<name>-<version>.release.json) or an archive beside one. All of it is compared \
      with the release's checksums, and with the version ranges of the other modules, before daivi.lock is written. \
      Without sources, what daivi.lock pins and this machine lacks is fetched from where it was installed from; what \
      was put there by hand has no such place, and its release file must be passed.
      """)
  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "For all projects of this user instead of this one.") var user = false
  @Argument(help: "Release files or archives.") var sources: [String] = []

  func perform() async throws {
    let place = try ModulePlace(options)
    if sources.isEmpty { return try restore(place) }
    let installer = place.installer(user: user)
    var lock = place.lock
    var new: [ModuleInstaller.Installed] = []
    do {
      for source in sources {
        let installed = try installer.install(Path.absolute(source))
        if installed.isNew { new.append(installed) }
        lock = try await place.pinning(installed.module, installed.version, installed.release, in: lock)
        let before = place.entries[installed.module]?.version
        let change = before.map { $0 == installed.version ? "" : ", instead of \($0)" } ?? ""
        DescriptorOutput.standardError.write(
          "\(installed.module) \(installed.version) for '\(place.environment)'\(change)\n")
      }
      // Everything fits together, or nothing is installed.
      _ = try await Project.load(options, lock: lock)
    } catch {
      for installed in new { try? remove(installed, place) }
      throw error
    }
    try lock.write(place.layout)
  }

  private func remove(_ installed: ModuleInstaller.Installed, _ place: ModulePlace) throws {
    let store = user ? place.userStore : place.stores[0]
    try Files.removeAll(store.directory(installed.module, installed.version))
    try Files.removeAll(store.releaseFile(installed.module, installed.version))
  }

  /// Brings what is pinned, exactly as it is pinned; the lock stays as it is. Throws `CommandError` (usage) when then
  /// something is still lacking, because the lock says no source of it.
  private func restore(_ place: ModulePlace) throws {
    let installer = place.installer(user: user)
    var count = 0
    var lacking: [(module: String, version: String)] = []
    for (module, entry) in place.entries.sorted(by: { $0.key < $1.key }) {
      for (version, release) in entry.releases.sorted(by: { $0.key < $1.key }) {
        guard let source = release.source else {
          if try lacks(module, version, release, isInUse: version == entry.version, place) {
            lacking.append((module, version))
          }
          continue
        }
        if version != entry.version, !Files.exists(Path.absolute(source, from: place.layout.root)) { continue }
        let installed = try installer.install(source)
        guard installed.module == module, installed.version == version else {
          throw CommandError(
            .usage, "\(source) has \(installed.module) \(installed.version) now; daivi.lock pins \(module) \(version)")
        }
        if installed.isNew {
          count += 1
          DescriptorOutput.standardError.write("\(module) \(version)\n")
        }
      }
    }
    guard lacking.isEmpty else {
      let files = lacking.map { "PATH/\(Release.fileName(module: $0.module, version: $0.version))" }
      throw CommandError(
        .usage,
        "daivi.lock pins \(lacking.map { "\($0.module) \($0.version)" }.joined(separator: ", ")) for "
          + "'\(place.environment)' and names no source of what is not here; pass the release file: "
          + "daivi-host modules install \(files.joined(separator: " "))")
    }
    DescriptorOutput.standardError.write(
      count == 0 ? "everything that daivi.lock pins for '\(place.environment)' is installed\n" : "")
  }

  /// Whether a version is altered here, or the one in use not here at all.
  private func lacks(
    _ module: String, _ version: String, _ release: ModuleLock.Release, isInUse: Bool, _ place: ModulePlace
  ) throws -> Bool {
    guard let store = place.store(module, version) else { return isInUse }
    return try !PinAudit.faults(in: store.directory(module, version), release).isEmpty
  }
}
