import DaiviEngine
import DaiviSystem
import Testing

@testable import DaiviHost

/// docs/configuration.md says everything that there is to set.
@Suite struct InitPageTests {
  let root = Path.parent(Path.parent(Path.parent(#filePath)))

  func page() throws -> String { try Files.readText(Path.join(root, "docs/configuration.md")) }

  @Test func everyKeyOfTheFileIsInATable() throws {
    let page = try page()
    for key in ConfigurationReader.keys + ["env", "environments"] {
      #expect(page.contains("\n| `\(key)` | "), "docs/configuration.md does not explain \(key)")
    }
  }

  @Test func everyVariableTheSourcesReadIsThere() throws {
    let page = try page()
    var names = Set<String>()
    for directory in ["Sources", "modules", "iac/sandbox"] {
      for path in try files(under: Path.join(root, directory)) {
        guard path.hasSuffix(".swift") || path.hasSuffix(".py"), !path.contains("/tests/") else { continue }
        for word in try Files.readText(path).split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
        where word.hasPrefix("DAIVI_") && word != "DAIVI_" {
          names.insert(String(word))
        }
      }
    }
    #expect(names.count >= 10)
    for name in names.sorted() { #expect(page.contains("`\(name)`"), "docs/configuration.md does not explain \(name)") }
  }

  @Test func theExampleIsAConfiguration() throws {
    let page = try page()
    let example = try #require(page.split(separator: "```yaml\n").dropFirst().first?.split(separator: "```").first)
    let file = try ConfigurationFile.parse(String(example), name: "docs/configuration.md")
    #expect(file.environments.keys.sorted() == ["dev", "try"])
    #expect(file.environments["dev"]?.parameters["billing"]?["staticReport"] == "reports/2026-06.csv.gz")
    for env in ["dev", "try"] {
      var choice = ConfigurationChoice()
      choice.env = env
      _ = try ResolvedConfiguration(file: file, choice: choice, fileName: "docs/configuration.md")
    }
  }

  @Test func everyExitStatusIsThere() throws {
    let page = try page()
    let all: [CommandError.Status] = [
      .failed, .usage, .changesFound, .credentials, .locked, .gatesLeft, .interrupted,
    ]
    for status in all { #expect(page.contains("\n| \(status.rawValue) | ")) }
  }

  private func files(under directory: String) throws -> [String] {
    try Files.names(in: directory).filter { !$0.hasPrefix(".") }.flatMap { name -> [String] in
      let path = Path.join(directory, name)
      return Files.isDirectory(path) ? try files(under: path) : [path]
    }
  }
}
