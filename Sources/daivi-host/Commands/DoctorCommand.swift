import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviSystem

struct DoctorCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look for what would stop a deployment, and say how to mend it.",
    discussion: """
      Changes and starts nothing. What cannot be asked (no network, no permission) is shown as not checked. Exit status \
      1 when there is a problem.
      """)

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Print the findings as JSON.") var json = false

  func perform() async throws {
    let variables = ProcessEnvironment.variables()
    let layout = try ProjectLayout.chosen(options.config, variables)
    let found = await Doctor(
      layout: layout, choice: ConfigurationChoice(flags: options.choice, variables: variables), variables: variables,
      discovery: ModuleDiscovery(
        layout: layout, flags: options.moduleDirectories, variables: variables,
        hostDirectory: Path.parent(Path.executable), lock: (try? ModuleLock.read(layout)) ?? ModuleLock(),
        environment: (try? RecordedEnvironment.find(options))?.configuration.environmentName ?? ""),
      inspector: { Inspectors.inspector($0, sandbox: $1) }
    ).findings()
    let findings = found.map { $0.suggesting(options.typed) }
    let problems = findings.count { $0.status == .problem }
    if json {
      DescriptorOutput.standardOutput.write(
        try JSONText.pretty(
          Report(findings: findings, problems: problems, warnings: findings.count { $0.status == .warning })))
    } else {
      DescriptorOutput.standardOutput.write(FindingsText.table(findings))
      DescriptorOutput.standardOutput.write(FindingsText.summary(findings))
    }
    if problems > 0 { throw ExitCode(CommandError.Status.failed.rawValue) }
  }

  private struct Report: Encodable {
    var findings: [DoctorFinding]
    var problems: Int
    var warnings: Int
  }
}

extension DoctorFinding {
  /// The finding with flags in the commands that it suggests. What was found is nobody's suggestion (it quotes who
  /// deploys now), but for modules: there the words are those of a command that does not work.
  func suggesting(_ flags: TypedFlags) -> DoctorFinding {
    var finding = self
    finding.fix = fix.map(flags.added)
    if area == "modules" { finding.detail = flags.added(to: detail) }
    return finding
  }
}

/// Findings for people.
enum FindingsText {
  /// A line a finding; what to do is on the line after it.
  static func table(_ findings: [DoctorFinding]) -> String {
    let rows = findings.flatMap { finding -> [[String?]] in
      let row: [String?] = [finding.status.rawValue, finding.area, finding.what, finding.detail]
      return [row] + (finding.fix.map { [[nil, nil, nil, "fix: \($0)"]] } ?? [])
    }
    return TableOutput.render(
      columns: ["status", "area", "what", "detail"], rows: rows, format: .text, terminal: .standardOutput())
  }

  static func summary(_ findings: [DoctorFinding]) -> String {
    let counts = DoctorFinding.Status.allCases.compactMap { status -> String? in
      let count = findings.count { $0.status == status }
      if count == 0 { return nil }
      switch status {
      case .ok: return "\(count) ok"
      case .warning: return "\(count) warning\(count == 1 ? "" : "s")"
      case .problem: return "\(count) problem\(count == 1 ? "" : "s")"
      case .notChecked: return "\(count) not checked"
      }
    }
    return "\n\(counts.joined(separator: ", "))\n"
  }
}
