import Foundation
import PackagePlugin

/// Turns the files of iac/ that a target owns into one Swift file of string literals, so that its binary is whole by
/// itself: `daivi-<name>` gets iac/<name>/ and iac/shared/, DaiviHost gets iac/sandbox/ and iac/bootstrap/.
@main
struct EmbedFiles: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let iac = context.package.directoryURL.appendingPathComponent("iac")
    let owned: [String] =
      target.name == "DaiviHost" ? ["sandbox", "bootstrap"] : [String(target.name.dropFirst("daivi-".count)), "shared"]
    let files = owned.flatMap { Self.files(under: iac.appendingPathComponent($0)) }
    let output = context.pluginWorkDirectoryURL.appendingPathComponent("EmbeddedFiles.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) files of iac/ into \(target.name)",
        executable: try context.tool(named: "daivi-embed").url,
        arguments: [output.path, iac.path] + files.map(\.path),
        inputFiles: files,
        outputFiles: [output])
    ]
  }

  /// Text files below a directory, without tests, caches and documentation.
  static func files(under directory: URL) -> [URL] {
    let skipped: Set<String> = ["tests", "__pycache__"]
    let kept: Set<String> = ["yaml", "yml", "py", "txt", "json", "sql", "csv"]
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
