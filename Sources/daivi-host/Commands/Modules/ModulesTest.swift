import ArgumentParser
import DaiviConformance
import DaiviConsole
import DaiviEngine
import DaiviSystem

struct ModulesTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Try an executable as a module: does it keep the protocol?",
    discussion: """
      Speaks the transcripts of docs/conformance to it. Its first step is really applied, verified and destroyed, with \
      made-up inputs, in a scratch directory, against an AWS on this machine that refuses everything: a module that \
      calls nothing but AWS changes nothing. Exit status 1 when a rule is broken.
      """)
  @Flag(help: "Print as JSON.") var json = false
  @Option(help: "How many seconds one conversation may take.") var seconds = 20
  @Option(help: "Only this rule, such as 08-bad-json; may be repeated.") var only: [String] = []
  @Argument(help: "The executable daivi-<name>, or the directory that has it.") var path: String

  func run() async throws {
    let binary = try executable()
    let findings: [ConformanceFinding]
    do {
      findings = try await ConformanceTest(binary, seconds: seconds, only: only).run()
    } catch let error as UnknownRule {
      throw CommandError(.usage, error.description)
    }
    let failed = findings.filter { $0.result == .failed }.count
    let rows = findings.map { finding -> [String?] in
      [
        finding.name, finding.result == .failed ? "FAILED" : finding.result.rawValue, "\(finding.milliseconds)",
        finding.detail.isEmpty ? finding.title : finding.detail,
      ]
    }
    DescriptorOutput.standardOutput.write(
      TableOutput.render(
        columns: ["rule", "result", TableColumn("ms", .number), "what must be true, or what is wrong"], rows: rows,
        format: json ? .json : .text, terminal: .standardOutput()))
    DescriptorOutput.standardError.write(findings.summary(of: binary, only: only) + "\n")
    if failed > 0 { throw ExitCode(CommandError.Status.failed.rawValue) }
  }

  private func executable() throws -> String {
    let path = Path.absolute(path)
    guard Files.exists(path) else { throw CommandError(.usage, "there is no file \(path)") }
    guard Files.isDirectory(path) else {
      guard Files.isExecutable(path) else {
        throw CommandError(.usage, "\(path) is not executable; run chmod +x \(path)")
      }
      return path
    }
    let found = try Files.names(in: path).filter {
      $0.hasPrefix("daivi-") && Files.isExecutable(Path.join(path, $0)) && !Files.isDirectory(Path.join(path, $0))
    }
    guard found.count == 1 else {
      throw CommandError(
        .usage,
        found.isEmpty
          ? "\(path) has no executable daivi-<name>"
          : "\(path) has several modules; name one of \(found.joined(separator: ", "))")
    }
    return Path.join(path, found[0])
  }
}
