import Foundation
import PackagePlugin

/// `swift package --allow-writing-to-package-directory pack-module [NAME] [--into DIRECTORY] [--platform NAME]`
///
/// Builds `daivi-<name>` for release, with Swift's own libraries linked in and without symbols, and packs the archive
/// of its release: into releases/ unless told otherwise. Without a name the package must have one module only.
@main
struct PackModule: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) async throws {
    var extractor = ArgumentExtractor(arguments)
    let into = extractor.extractOption(named: "into").last ?? "releases"
    let platform = extractor.extractOption(named: "platform").last
    let product = try product(in: context.package, named: extractor.remainingArguments.first)
    let name = String(product.dropFirst("daivi-".count))

    var parameters = PackageManager.BuildParameters(configuration: .release)
    parameters.otherSwiftcFlags = ["-static-stdlib"]
    parameters.otherLinkerFlags = ["-s"]
    parameters.logging = .concise
    let result = try packageManager.build(.product(product), parameters: parameters)
    guard result.succeeded, let binary = result.builtArtifacts.first(where: { $0.url.lastPathComponent == product })
    else {
      throw Failure(description: "\(product) does not build:\n\(result.logText)")
    }
    let root = context.package.directoryURL
    var words = ["pack", binary.url.path, "--into", URL(fileURLWithPath: into, relativeTo: root).path]
    for place in ["modules/\(name)/CHANGELOG.md", "CHANGELOG.md"] {
      let file = root.appendingPathComponent(place)
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      words += ["--changelog", file.path]
      break
    }
    if let platform { words += ["--platform", platform] }
    try run(context.tool(named: "daivi-pack").url, words)
  }

  private func product(in package: Package, named name: String?) throws -> String {
    let modules = package.products.map(\.name).filter {
      $0.hasPrefix("daivi-") && !["daivi-host", "daivi-pack", "daivi-embed"].contains($0)
    }
    if let name {
      let product = name.hasPrefix("daivi-") ? name : "daivi-\(name)"
      guard modules.contains(product) else {
        throw Failure(description: "there is no module '\(name)' here; there is \(modules.joined(separator: ", "))")
      }
      return product
    }
    guard modules.count == 1 else {
      throw Failure(description: "say which module: \(modules.joined(separator: ", "))")
    }
    return modules[0]
  }

  private func run(_ tool: URL, _ words: [String]) throws {
    let process = Process()
    process.executableURL = tool
    process.arguments = words
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(description: "it could not be packed") }
  }

  private struct Failure: Error, CustomStringConvertible {
    var description: String
  }
}
