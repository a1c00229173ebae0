import DaiviEngine
import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Manifests by executable, remembered while the file's stamp stays the same, so that a command that runs nothing
/// starts no process.
public struct ManifestCache: Sendable {
  private struct Entry: Codable {
    var stamp: String
    var manifest: ModuleManifest
  }

  private let path: String

  public init(layout: ProjectLayout) { path = Path.join(layout.cache, "manifests.json") }

  /// The manifests of all modules, in their order; those that changed are asked at once. Throws `CommandError` (usage).
  public func manifests(of modules: [ModuleBinary]) async throws -> [ModuleManifest] {
    var known: [String: Entry] = [:]
    if let bytes = try? Files.read(path) {
      known = (try? JSONDecoder().decode([String: Entry].self, from: Data(bytes))) ?? [:]
    }
    let stamps = Dictionary(uniqueKeysWithValues: modules.map { ($0.path, FileStamp(path: $0.path)?.text ?? "") })
    let stale = modules.filter { known[$0.path]?.stamp != stamps[$0.path] }
    if !stale.isEmpty {
      for (path, manifest) in try await describe(stale) {
        known[path] = Entry(stamp: stamps[path] ?? "", manifest: manifest)
      }
      known = known.filter { Files.exists($0.key) }
      try? Files.createDirectory(Path.parent(path))
      try? Files.writeAtomically([UInt8](JSONEncoder().encode(known)), to: path)
    }
    return modules.compactMap { known[$0.path]?.manifest }
  }

  private func describe(_ modules: [ModuleBinary]) async throws -> [(String, ModuleManifest)] {
    try await withThrowingTaskGroup(of: (String, ModuleManifest).self) { group in
      for module in modules { group.addTask { (module.path, try await ModuleDescription.ask(module)) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }
}

/// Asks an executable for its manifest.
enum ModuleDescription {
  /// More than this is no manifest, in bytes.
  private static let longest = LineDecoder.maximumLength

  static func ask(_ module: ModuleBinary) async throws -> ModuleManifest {
    let run: CommandOutput
    do {
      run = try await Command.run(
        module.path, ["describe"], environment: ModuleVariables.scrubbed(), seconds: 20, limit: longest)
    } catch {
      throw CommandError(.usage, "module '\(module.name)': \(error)")
    }
    if run.timedOut {
      throw CommandError(.usage, "module '\(module.name)': `\(module.path) describe` did not end within 20 s")
    }
    if run.wroteTooMuch {
      throw CommandError(
        .usage, "module '\(module.name)': `\(module.path) describe` printed more than \(longest) bytes and was ended")
    }
    guard run.exit == .code(0) else {
      throw CommandError(
        .usage, "module '\(module.name)' cannot describe itself (\(run.exit)): \(run.errorTail); file \(module.path)")
    }
    let manifest: ModuleManifest
    do {
      manifest = try JSONDecoder().decode(ModuleManifest.self, from: Data(run.output))
    } catch {
      throw CommandError(
        .usage, "module '\(module.name)': `\(module.path) describe` does not print a manifest: \(error)")
    }
    guard manifest.module == module.name else {
      throw CommandError(
        .usage,
        "\(module.path) says that it is module '\(manifest.module)'; its file must be named daivi-\(manifest.module)")
    }
    guard manifest.protocol.negotiated(with: .supported) != nil else {
      throw CommandError(
        .usage,
        "module '\(module.name)' speaks protocol \(manifest.protocol.min) to \(manifest.protocol.max), this host "
          + "\(ProtocolRange.supported.min) to \(ProtocolRange.supported.max); update the older of the two")
    }
    return manifest
  }
}
