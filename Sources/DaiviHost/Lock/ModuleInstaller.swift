import DaiviEngine
import DaiviProtocol
import DaiviRelease
import DaiviSystem
import FoundationEssentials

/// Brings the version of a release into a store, after comparing everything with the release's checksums. Runs nothing.
public struct ModuleInstaller: Sendable {
  /// What was brought.
  public struct Installed: Sendable {
    public var module: String
    public var version: String
    public var release: ModuleLock.Release
    /// False when the same was there already.
    public var isNew: Bool
  }

  private let store: ModuleStore
  /// Sources below it are recorded relative to it.
  private let root: String
  private let lock: ModuleLock

  /// - Parameter lock: what is pinned of a version may be restored, and is never replaced by something else.
  public init(_ store: ModuleStore, root: String, lock: ModuleLock) {
    self.store = store
    self.root = root
    self.lock = lock
  }

  /// - Parameter source: a `.release.json` file, or an archive (whose release file, when there is one, lies beside it).
  /// - Throws: `CommandError` (usage) that says what does not fit.
  public func install(_ source: String) throws -> Installed {
    let path = Path.absolute(source, from: root)
    guard Files.exists(path) else { throw CommandError(.usage, "there is no file \(path)") }
    if path.hasSuffix(".release.json") { return try install(release: try read(path), from: path) }
    let bytes = try Files.read(path)
    let files = try unpacked(bytes, path)
    let manifest = try manifest(of: files, path)
    let beside = Path.join(Path.parent(path), Release.fileName(module: manifest.module, version: manifest.version))
    if Files.exists(beside) {
      let release = try read(beside)
      guard let build = release.platforms.first(where: { $0.value.archive == Path.name(path) }) else {
        throw CommandError(.usage, "\(beside) does not name the archive \(Path.name(path))")
      }
      guard build.key == Platform.current || build.key == Platform.any else {
        throw CommandError(.usage, "\(path) is built for \(build.key), this machine is \(Platform.current)")
      }
      return try install(release: release, from: beside)
    }
    let name = Path.name(path)
    let platform = name.hasSuffix("-\(Platform.any).tar.gz") ? Platform.any : Platform.current
    let pins = Dictionary(uniqueKeysWithValues: files.map { ($0.name, SHA256.hex(of: $0.bytes)) })
    return try put(files, manifest, ModuleLock.Release(platforms: [platform: pins], source: recorded(path)), nil)
  }

  private func install(release: Release, from path: String) throws -> Installed {
    guard let build = Platform.choose(release.platforms) else {
      let known = release.platforms.keys.sorted().joined(separator: ", ")
      throw CommandError(.usage, "\(path) has no build for \(Platform.current), only for \(known)")
    }
    let archive = Path.join(Path.parent(path), build.archive)
    guard Files.exists(archive) else { throw CommandError(.usage, "\(archive), which \(path) names, is missing") }
    let bytes = try Files.read(archive)
    guard SHA256.hex(of: bytes) == build.sha256 else {
      throw CommandError(.usage, "\(archive) is not the archive that \(path) names (another SHA-256); fetch both again")
    }
    let files = try unpacked(bytes, archive)
    let found = Dictionary(uniqueKeysWithValues: files.map { ($0.name, SHA256.hex(of: $0.bytes)) })
    guard found == build.files else {
      throw CommandError(.usage, "\(archive) does not hold the files that \(path) names; fetch both again")
    }
    let manifest = try manifest(of: files, archive)
    guard manifest.module == release.module, manifest.version == release.version else {
      throw CommandError(
        .usage,
        "\(archive) holds \(manifest.module) \(manifest.version), \(path) says \(release.module) \(release.version)")
    }
    let pinned = ModuleLock.Release(platforms: release.platforms.mapValues(\.files), source: recorded(path))
    return try put(files, manifest, pinned, release)
  }

  /// Writes the directory whole or not at all.
  private func put(
    _ files: [TarArchive.Entry], _ manifest: ModuleManifest, _ pinned: ModuleLock.Release, _ release: Release?
  ) throws -> Installed {
    let (module, version) = (manifest.module, manifest.version)
    let directory = store.directory(module, version)
    var installed = Installed(module: module, version: version, release: pinned, isNew: false)
    let known = lock.environments.values.compactMap { $0[module]?.releases[version] }
    if let other = known.first(where: { !Self.agree($0, pinned) }) {
      throw CommandError(
        .usage,
        "\(module) \(version) is pinned with other content than this release has (\(other.source ?? "elsewhere")); "
          + "a version is never changed: release it under another one")
    }
    let isThere = Files.isDirectory(directory)
    if isThere {
      if try PinCheck(nil).faults(in: directory, pinned).isEmpty { return installed }
      guard !known.isEmpty else {
        throw CommandError(
          .usage, "\(directory) is there already and is not this release; remove that directory, then install again")
      }
    }
    let draft = Path.join(store.directory, ".\(module)-\(version).\(UInt32.random(in: .min ... .max))")
    do {
      for file in files {
        let path = Path.join(draft, file.name)
        try Files.createDirectory(Path.parent(path))
        try Files.writeAtomically(file.bytes, to: path, mode: file.isExecutable ? 0o755 : 0o644)
      }
      try Files.createDirectory(Path.parent(directory))
      try release?.write(to: store.releaseFile(module, version))
      if isThere { try Files.removeAll(directory) }
      try Files.move(draft, to: directory)
    } catch {
      try? Files.removeAll(draft)
      throw error
    }
    installed.isNew = true
    return installed
  }

  /// Whether what both know of a platform is the same.
  private static func agree(_ one: ModuleLock.Release, _ other: ModuleLock.Release) -> Bool {
    one.platforms.allSatisfy { platform, pins in other.platforms[platform].map { $0 == pins } ?? true }
  }

  /// The archive's files, without the directory that they all lie in.
  private func unpacked(_ bytes: [UInt8], _ path: String) throws -> [TarArchive.Entry] {
    do {
      var names = Set<String>()
      return try TarArchive.unpack(try Gzip.decompress(bytes)).map { entry in
        guard let slash = entry.name.firstIndex(of: "/") else {
          throw CommandError(.usage, "\(path): '\(entry.name)' does not lie in the release's directory")
        }
        var entry = entry
        entry.name = String(entry.name[entry.name.index(after: slash)...])
        guard names.insert(entry.name).inserted else {
          throw CommandError(.usage, "\(path): '\(entry.name)' is in it twice; make archives with modules pack")
        }
        return entry
      }
    } catch let error where !(error is CommandError) {
      throw CommandError(.usage, "\(path) is no archive of a module: \(error)")
    }
  }

  private func manifest(of files: [TarArchive.Entry], _ path: String) throws -> ModuleManifest {
    guard let file = files.first(where: { $0.name == "manifest.json" }),
      let manifest = try? JSONDecoder().decode(ModuleManifest.self, from: Data(file.bytes))
    else { throw CommandError(.usage, "\(path) has no manifest.json of a module; make archives with modules pack") }
    guard files.contains(where: { $0.name == "daivi-\(manifest.module)" && $0.isExecutable }) else {
      throw CommandError(.usage, "\(path) has no executable daivi-\(manifest.module)")
    }
    guard ModuleDiscovery.moduleName("daivi-\(manifest.module)") != nil, SemanticVersion(manifest.version) != nil else {
      throw CommandError(
        .usage, "\(path): '\(manifest.module)' '\(manifest.version)' is no name and version of a module")
    }
    return manifest
  }

  private func read(_ path: String) throws -> Release {
    do { return try Release.read(path) } catch let error as ReleaseError { throw CommandError(.usage, "\(error)") }
  }

  private func recorded(_ path: String) -> String {
    path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
  }
}
