import DaiviSystem
import Testing

@testable import DaiviConformance

/// Every module of this repository keeps the protocol as it is built.
@Suite(.serialized, .timeLimit(.minutes(10))) struct OwnModulesTests {
  static let modules: [String] = {
    let directory = Path.parent(Path.executable)
    let sources = Path.join(Path.parent(Path.parent(Path.parent(#filePath))), "modules")
    let names = (try? Files.names(in: sources)) ?? []
    return names.filter { Files.isDirectory(Path.join(sources, "\($0)/Sources")) }.map {
      Path.join(directory, "daivi-\($0)")
    }
  }()

  @Test func thereAreModules() { #expect(Self.modules.count >= 7) }

  @Test(arguments: modules) func itKeepsTheProtocol(_ path: String) async throws {
    let findings = try await ConformanceTest(path, seconds: 60).run()
    #expect(findings.count > 20)
    for finding in findings {
      #expect(finding.result == .passed, "\(Path.name(path)) \(finding.name): \(finding.detail)")
    }
  }
}
