import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviProtocol
import DaiviRelease
import DaiviSystem

struct ModulesLock: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "Pin installed versions for the environment: this is also how to upgrade and roll back.",
    discussion: """
      `modules lock billing@1.2.0` makes the environment use that version, `modules lock billing` the newest installed \
      one. Without names every installed module that is not pinned here is. Only daivi.lock changes; the next deploy \
      does the rest.
      """)
  @OptionGroup var options: EnvironmentOptions
  @Argument(help: "NAME or NAME@VERSION.") var modules: [String] = []

  func perform() async throws {
    let place = try ModulePlace(options)
    var lock = place.lock
    for (module, version) in try wanted(place) {
      let release = try release(module, version, place)
      lock = try await place.pinning(module, version, release, in: lock)
      DescriptorOutput.standardError.write("\(module) \(version) for '\(place.environment)'\n")
    }
    _ = try await Project.load(options, lock: lock)
    try lock.write(place.layout)
  }

  private func wanted(_ place: ModulePlace) throws -> [(String, String)] {
    var installed: [String: Set<String>] = [:]
    for store in place.stores {
      for (module, versions) in try store.contents() { installed[module, default: []].formUnion(versions) }
    }
    func newest(_ module: String) -> String? {
      installed[module]?.max { (SemanticVersion($0) ?? .init("0.0.0")!) < (SemanticVersion($1) ?? .init("0.0.0")!) }
    }
    if modules.isEmpty {
      return installed.keys.sorted().filter { place.entries[$0] == nil }.compactMap { name in
        newest(name).map { (name, $0) }
      }
    }
    return try modules.map { word in
      let parts = word.split(separator: "@", maxSplits: 1).map(String.init)
      guard let module = parts.first, let version = parts.count > 1 ? parts[1] : newest(module),
        installed[module]?.contains(version) == true
      else {
        let known = (installed[parts.first ?? ""] ?? []).sorted()
        throw CommandError(
          .usage,
          "\(word) is not installed; "
            + (known.isEmpty ? "daivi-host modules install first" : "there is \(known.joined(separator: ", "))"))
      }
      return (module, version)
    }
  }

  /// What is pinned already, what its release file says, or what lies there if its own checksums agree.
  private func release(_ module: String, _ version: String, _ place: ModulePlace) throws -> ModuleLock.Release {
    for environment in place.lock.environments.values {
      if let known = environment[module]?.releases[version] { return known }
    }
    guard let store = place.store(module, version) else {
      throw CommandError(.usage, "\(module) \(version) is not installed")
    }
    let file = store.releaseFile(module, version)
    if Files.exists(file) { return ModuleLock.Release(platforms: try Release.read(file).platforms.mapValues(\.files)) }
    return try InstalledPins.read(store.directory(module, version), module)
  }
}
