import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviProtocol

/// Asks for each of the module's parameters and prints what to put into `daivi.yaml`. A secret is not asked for here: a
/// configuration says only where it comes from.
struct StandaloneConfigure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "configure", abstract: "Ask for this module's settings, and print them as a part of daivi.yaml.")

  func run() async throws {
    let module = StandaloneCommand.module
    let answers = ModuleInterview(module.parameters, prompt: Prompt())
    do {
      DescriptorOutput.standardOutput.write(try answers.yaml(module: module.name))
    } catch let error as PromptError {
      throw CommandError(.usage, "\(error)")
    }
  }
}

/// The questions, and the answers as YAML.
struct ModuleInterview {
  private let parameters: [ParameterDeclaration]
  private let prompt: Prompt

  init(_ parameters: [ParameterDeclaration], prompt: Prompt) {
    self.parameters = parameters
    self.prompt = prompt
  }

  /// Asks one after the other; what is left empty is left out. Throws `PromptError`.
  func yaml(module: String) throws -> String {
    var lines = ["modules:", "  \(module):", "    parameters:"]
    for parameter in parameters {
      let isSecret = parameter.kind == .secret
      let answer = try prompt.text(
        isSecret ? "\(parameter.title): env:NAME, file:PATH, prompt or a secret's ARN" : parameter.title,
        default: isSecret ? "prompt" : parameter.default ?? "", instead: "write modules.\(module).parameters yourself",
        reject: { $0.isEmpty ? nil : ModuleParameters.fault(in: $0, of: parameter) })
      if !answer.isEmpty { lines.append("      \(parameter.name): \(Self.quoted(answer))") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// In single quotes nothing has a meaning but the quote itself.
  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
