import DaiviProtocol
import DaiviSystem
import FoundationEssentials

/// Makes the archive of a module's release: executable, manifest, checksums, the changelog's section. The same files
/// give the same bytes.
public struct ModulePack: Sendable {
  /// What was made.
  public struct Result: Sendable {
    public var release: Release
    public var archive: String
    public var releaseFile: String
    public var sha256: String
    /// Bytes of the archive, and of its files together.
    public var packed: Int
    public var unpacked: Int
    /// Characters of what a session of the module is limited to; STS takes `SessionPolicy.limit`.
    public var sessionPolicy: Int
  }

  private let executable: String
  private let directory: String?
  private let changelog: String?
  private let platform: String?

  /// - Parameters:
  ///   - path: the executable; or a directory that has it, all of whose files are then part of the release.
  ///   - changelog: the module's changelog; in a directory its CHANGELOG.md by default.
  ///   - platform: what it was built for; by default this machine's, and `any` for a script.
  public init(_ path: String, changelog: String? = nil, platform: String? = nil) throws {
    if Files.isDirectory(path) {
      let found = try Files.names(in: path).filter {
        $0.hasPrefix("daivi-") && Files.isExecutable(Path.join(path, $0)) && !Files.isDirectory(Path.join(path, $0))
      }
      guard found.count == 1 else {
        throw ReleaseError(
          "\(path) must have one executable daivi-<name>; it has "
            + (found.isEmpty ? "none" : found.joined(separator: ", "))
        )
      }
      directory = path
      executable = Path.join(path, found[0])
    } else {
      directory = nil
      executable = path
    }
    let beside = directory.map { Path.join($0, "CHANGELOG.md") }
    self.changelog = changelog ?? beside.flatMap { Files.exists($0) ? $0 : nil }
    self.platform = platform
  }

  /// Asks the module for its manifest and writes the archive and the release file; the latter keeps the platforms that
  /// it has of the same version. Throws `ReleaseError` or `SystemError`.
  public func write(into destination: String) async throws -> Result {
    let manifest = try await describe()
    let name = "daivi-\(manifest.module)-\(manifest.version)"
    var files = try contents()
    files["manifest.json"] = TarArchive.Entry(name: "manifest.json", bytes: try ReleaseJSON.bytes(manifest))
    if let section = try section(of: manifest.version) {
      files["CHANGELOG.md"] = TarArchive.Entry(name: "CHANGELOG.md", bytes: Array(section.utf8))
    }
    let sums = files.values.map { ($0.name, SHA256.hex(of: $0.bytes)) }.sorted { $0.0 < $1.0 }
    files["SHA256SUMS"] = TarArchive.Entry(
      name: "SHA256SUMS", bytes: Array(sums.map { "\($0.1)  \($0.0)\n" }.joined().utf8))
    let platform = try platform ?? (isScript() ? Platform.any : Platform.current)
    let archiveName = "\(name)-\(platform).tar.gz"
    let entries = files.values.map { entry in
      TarArchive.Entry(name: "\(name)/\(entry.name)", bytes: entry.bytes, isExecutable: entry.isExecutable)
    }
    let archive = Gzip.compress(try TarArchive.pack(entries), level: 9)
    let build = Release.Build(
      archive: archiveName, sha256: SHA256.hex(of: archive), files: files.mapValues { SHA256.hex(of: $0.bytes) })
    try Files.createDirectory(destination)
    let archivePath = Path.join(destination, archiveName)
    let releaseFile = Path.join(destination, Release.fileName(module: manifest.module, version: manifest.version))
    var release = Release(module: manifest.module, version: manifest.version, platforms: [:])
    if Files.exists(releaseFile) { release.platforms = try Release.read(releaseFile).platforms }
    release.platforms[platform] = build
    try Files.writeAtomically(archive, to: archivePath)
    try release.write(to: releaseFile)
    return Result(
      release: release, archive: archivePath, releaseFile: releaseFile, sha256: build.sha256, packed: archive.count,
      unpacked: files.values.reduce(0) { $0 + $1.bytes.count },
      sessionPolicy: SessionPolicy.document(for: manifest).utf8.count)
  }

  private func describe() async throws -> ModuleManifest {
    guard Files.isExecutable(executable), !Files.isDirectory(executable) else {
      throw ReleaseError("\(executable) is no executable file")
    }
    var variables = ProcessEnvironment.variables().filter { ["PATH", "HOME", "LANG"].contains($0.key) }
    variables["PYTHONDONTWRITEBYTECODE"] = "1"
    let run = try await Command.run(
      executable, ["describe"], environment: variables, seconds: 60, limit: LineDecoder.maximumLength)
    guard run.exit == .code(0), let manifest = try? JSONDecoder().decode(ModuleManifest.self, from: Data(run.output))
    else { throw ReleaseError("`\(executable) describe` prints no manifest (\(run.exit)): \(run.errorTail)") }
    guard Path.name(executable) == "daivi-\(manifest.module)" else {
      throw ReleaseError("\(executable) says that it is module '\(manifest.module)'; name it daivi-\(manifest.module)")
    }
    return manifest
  }

  private func contents() throws -> [String: TarArchive.Entry] {
    guard let directory else {
      let name = Path.name(executable)
      return [name: TarArchive.Entry(name: name, bytes: try Files.read(executable), isExecutable: true)]
    }
    return try Self.files(in: directory, below: "")
  }

  /// Every file but hidden ones, tests, and what Python leaves.
  private static func files(in directory: String, below prefix: String) throws -> [String: TarArchive.Entry] {
    var found: [String: TarArchive.Entry] = [:]
    for name in try Files.names(in: directory) {
      if name.hasPrefix(".") || ["__pycache__", "tests", "SHA256SUMS", "manifest.json"].contains(name) { continue }
      if name.hasPrefix("test_") || name.hasSuffix(".pyc") || name.hasSuffix(".tar.gz") { continue }
      if name.hasSuffix(".release.json") { continue }
      let path = Path.join(directory, name)
      if Files.isDirectory(path) {
        found.merge(try files(in: path, below: prefix + name + "/")) { $1 }
      } else {
        found[prefix + name] = TarArchive.Entry(
          name: prefix + name, bytes: try Files.read(path), isExecutable: Files.isExecutable(path))
      }
    }
    return found
  }

  private func section(of version: String) throws -> String? {
    guard let changelog else { return nil }
    guard let section = Changelog.section(version, of: try Files.readText(changelog)) else {
      throw ReleaseError("\(changelog) has no section '## [\(version)]'; say there what is new in it")
    }
    return section
  }

  private func isScript() throws -> Bool { try Files.read(executable).starts(with: Array("#!".utf8)) }
}

extension ModulePack.Result {
  /// What was written, a file a line.
  public var summary: String {
    """
    \(archive)  \(packed) bytes, \(unpacked) unpacked, sha256 \(sha256)
    \(releaseFile)
    a session policy of \(sessionPolicy) of \(SessionPolicy.limit) characters

    """
  }
}
