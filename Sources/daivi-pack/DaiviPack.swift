import DaiviRelease
import DaiviSystem
import Glibc

/// What the command plugins run: packing and scaffolding, without a host.
@main
enum DaiviPack {
  private static let usage = """
    usage: daivi-pack pack PATH --into DIRECTORY [--changelog FILE] [--platform NAME]
           daivi-pack new NAME --into DIRECTORY [--language swift|python] [--sdk PATH-OR-URL]

    """

  static func main() async {
    do {
      try await run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      try? Files.writeAll(Array("daivi-pack: \(error)\n".utf8), to: 2, "standard error")
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) async throws {
    var options: [String: String] = [:]
    var words: [String] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word.hasPrefix("--") { options[String(word.dropFirst(2))] = rest.popFirst() } else { words.append(word) }
    }
    guard words.count == 2, let into = options["into"] else { throw ReleaseError(usage) }
    switch words[0] {
    case "pack":
      let pack = try ModulePack(words[1], changelog: options["changelog"], platform: options["platform"])
      say(try await pack.write(into: into).summary)
    case "new":
      guard let language = ModuleScaffold.Language(rawValue: options["language"] ?? "swift") else {
        throw ReleaseError("--language is swift or python")
      }
      let files = try ModuleScaffold(words[1], language, sdk: options["sdk"] ?? "").write(to: into)
      say(files.map { "\(Path.join(into, $0))\n" }.joined())
    default: throw ReleaseError(usage)
    }
  }

  private static func say(_ text: String) { try? Files.writeAll(Array(text.utf8), to: 1, "standard output") }
}
