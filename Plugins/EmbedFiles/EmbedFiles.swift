import Foundation
import PackagePlugin

/// Turns the files that a target owns into one Swift file of string literals, so that its binary is whole by itself:
/// `daivi-<name>` gets iac/<name>/ and iac/shared/ of its package, DaiviHost iac/sandbox/ and iac/bootstrap/,
/// DaiviConformance the transcripts of docs/conformance/, DaiviRelease the templates of new modules.
@main
struct EmbedFiles: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let (root, owned) = Self.owned(by: target.name)
    let base = context.package.directoryURL.appendingPathComponent(root)
    let files = owned.flatMap { Self.files(under: $0.isEmpty ? base : base.appendingPathComponent($0)) }
    let output = context.pluginWorkDirectoryURL.appendingPathComponent("EmbeddedFiles.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) files of \(root)/ into \(target.name)",
        executable: try context.tool(named: "daivi-embed").url,
        arguments: [output.path, base.path] + files.map(\.path),
        inputFiles: files,
        outputFiles: [output])
    ]
  }

  /// The directory that a target's files are named from, and which parts of it are its own.
  private static func owned(by target: String) -> (root: String, parts: [String]) {
    switch target {
    case "DaiviConformance": ("docs/conformance", [""])
    case "DaiviHost": ("iac", ["sandbox", "bootstrap"])
    case "DaiviRelease": ("Sources/DaiviRelease/Templates", [""])
    default: ("iac", [String(target.dropFirst("daivi-".count)), "shared"])
    }
  }

  /// Text files below a directory, without tests, caches and documentation.
  static func files(under directory: URL) -> [URL] {
    let skipped: Set<String> = ["tests", "__pycache__"]
    let kept: Set<String> = ["yaml", "yml", "py", "txt", "json", "sql", "csv", "transcript", "template"]
    guard let walker = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil) else { return [] }
    var files: [URL] = []
    for case let url as URL in walker {
      if skipped.contains(url.lastPathComponent) {
        walker.skipDescendants()
      } else if kept.contains(url.pathExtension) {
        files.append(url)
      }
    }
    return files.sorted { $0.path < $1.path }
  }
}
