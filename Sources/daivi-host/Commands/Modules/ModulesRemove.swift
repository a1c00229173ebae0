import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import DaiviSystem

struct ModulesRemove: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Unpin a module in the environment; its files go when nothing needs them any more.",
    discussion: "Refused while something is deployed with it, or another module of the environment needs it.")
  @OptionGroup var options: EnvironmentOptions
  @Option(help: "Only this version; without it the module as a whole.") var version: String?
  @Flag(help: "Its files among the modules of this user too, which other projects may need.") var user = false
  @Argument(help: "Name of the module.") var module: String

  func perform() async throws {
    let place = try ModulePlace(options)
    let installed = Set(try place.stores.flatMap { try $0.contents().first { $0.module == module }?.versions ?? [] })
    let entry = place.entries[module]
    let versions = version.map { [$0] } ?? (entry.map { Array($0.releases.keys) } ?? Array(installed))
    guard versions.contains(where: { installed.contains($0) || entry?.releases[$0] != nil }) else {
      let known = installed.isEmpty ? "" : "; installed are \(installed.sorted().joined(separator: ", "))"
      throw CommandError(.usage, "module '\(module)'\(version.map { " \($0)" } ?? "") is not installed\(known)")
    }
    try await requireUnused(versions, entry, place)
    var lock = place.lock
    if var entry {
      entry.releases = entry.releases.filter { !versions.contains($0.key) }
      lock.environments[place.environment]?[module] = entry.releases[entry.version] == nil ? nil : entry
      if lock.environments[place.environment]?.isEmpty ?? false { lock.environments[place.environment] = nil }
      try await requireNobodyNeeds(lock)
      try lock.write(place.layout)
    }
    for version in versions.sorted() { try await removeFiles(version, lock, place) }
  }

  private func requireUnused(_ versions: [String], _ entry: ModuleLock.Entry?, _ place: ModulePlace) async throws {
    guard let entry else { return }
    var targets = try await place.deployed(module, in: place.recorded.directory)
    var steps: [LeftStep] = []
    if !versions.contains(entry.version) {
      // What the version in use offers too does not need the one that once deployed it.
      let project = try await Project.load(options, quiet: true)
      targets = targets.filter {
        versions.contains($0.moduleVersion)
          && project.graph.nodes[TargetID(module: $0.module, target: $0.target)] == nil
      }
      if let ledger = try place.recorded.ledger() {
        steps = try await LeftSteps.dropped(from: project.manifests, ledger)
          .filter { $0.module == module && versions.contains($0.moduleVersion) }
      }
    }
    guard targets.isEmpty && steps.isEmpty else {
      throw CommandError(
        .usage,
        "module '\(module)' is still deployed in '\(place.environment)': "
          + (targets.map { "\($0.module)/\($0.target) (\($0.moduleVersion))" }
          + steps.map { "step \($0.step) of \($0.module)/\($0.target) (\($0.moduleVersion))" }).joined(separator: ", ")
          + "; run daivi-host destroy \(module) first")
    }
  }

  /// The others must work without it, or with the one of its name that is found then.
  private func requireNobodyNeeds(_ lock: ModuleLock) async throws {
    let project = try await Project.load(options, lock: lock, quiet: true)
    let askers = project.manifests.filter { manifest in
      project.graph.modules[module] == nil && manifest.requires.contains { $0.module == module }
    }
    guard askers.isEmpty else {
      throw CommandError(
        .usage,
        "module '\(module)' is needed by \(askers.map { "'\($0.module)'" }.joined(separator: ", ")); remove that first")
    }
  }

  private func removeFiles(_ version: String, _ lock: ModuleLock, _ place: ModulePlace) async throws {
    var users = Set(try await place.otherLedgers(with: module, version))
    for (environment, entries) in lock.environments where entries[module]?.releases[version] != nil {
      users.insert(environment)
    }
    guard users.isEmpty else {
      DescriptorOutput.standardError.write(
        "the files of \(module) \(version) stay: \(users.sorted().joined(separator: ", ")) needs them\n")
      return
    }
    for store in place.stores where Files.isDirectory(store.directory(module, version)) {
      // Who needs those of all projects cannot be known here.
      if store == place.userStore && !user {
        DescriptorOutput.standardError.write(
          "\(store.directory(module, version)) stays: it is this user's, for all projects; --user removes it\n")
        continue
      }
      try Files.removeAll(store.directory(module, version))
      try Files.removeAll(store.releaseFile(module, version))
      if try Files.names(in: Path.parent(store.directory(module, version))).isEmpty {
        try Files.removeAll(Path.parent(store.directory(module, version)))
      }
      DescriptorOutput.standardError.write("removed \(store.directory(module, version))\n")
    }
  }
}
