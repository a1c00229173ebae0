import Foundation
import PackagePlugin

/// `swift package --allow-writing-to-package-directory new-module NAME [--language swift|python] [--into DIRECTORY]
/// [--sdk PLACE]`
///
/// Writes a module that builds, keeps the protocol and deploys. `--sdk` is where the package with DaiviModule is, a
/// path or a URL; this package by default. Paths are relative to this package.
@main
struct NewModule: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) async throws {
    var extractor = ArgumentExtractor(arguments)
    let root = context.package.directoryURL
    let language = extractor.extractOption(named: "language").last ?? "swift"
    let sdk = extractor.extractOption(named: "sdk").last.map { place($0, in: root) } ?? root.path
    let into = extractor.extractOption(named: "into").last
    guard let name = extractor.remainingArguments.first else {
      throw Failure(description: "say how the module is named: swift package new-module NAME")
    }
    let process = Process()
    process.executableURL = try context.tool(named: "daivi-pack").url
    process.arguments = [
      "new", name, "--language", language, "--sdk", sdk, "--into",
      URL(fileURLWithPath: into ?? "daivi-\(name)", relativeTo: root).path,
    ]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(description: "it could not be written") }
  }

  /// A path as it is from everywhere: the new module lies in another directory. A URL stays.
  private func place(_ sdk: String, in root: URL) -> String {
    if sdk.contains("://") || sdk.hasPrefix("git@") { return sdk }
    return URL(fileURLWithPath: sdk, relativeTo: root).standardizedFileURL.path
  }

  private struct Failure: Error, CustomStringConvertible {
    var description: String
  }
}
