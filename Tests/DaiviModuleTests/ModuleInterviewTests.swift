import DaiviConsole
import DaiviProtocol
import Synchronization
import Testing

@testable import DaiviModule

/// `daivi-<module> configure`: the questions, and what of the answers goes into daivi.yaml.
@Suite struct ModuleInterviewTests {
  private final class Answers: PromptInput {
    let isTerminal = true
    private let lines: Mutex<[String]>

    init(_ lines: [String]) { self.lines = Mutex(lines) }

    func readLine() -> String? { lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    func readHidden() -> String? { readLine() }
  }

  private final class Output: TextOutput {
    private let all = Mutex("")
    var text: String { all.withLock { $0 } }
    func write(_ text: String) { all.withLock { $0 += text } }
  }

  private static let parameters = [
    ParameterDeclaration(name: "name", title: "name", default: "standard"),
    ParameterDeclaration(name: "database", title: "database", pattern: "[a-z_]+", rule: "must be lower case: because"),
    ParameterDeclaration(name: "note", title: "note"),
    ParameterDeclaration(name: "password", kind: .secret, title: "password"),
  ]

  private func ask(_ answers: String...) throws -> (yaml: String, shown: String) {
    let output = Output()
    let prompt = Prompt(input: Answers(answers), output: output)
    return (try ModuleInterview(Self.parameters, prompt: prompt).yaml(module: "partner"), output.text)
  }

  @Test func whatIsLeftEmptyTakesTheDefaultOrIsLeftOut() throws {
    #expect(
      try ask("", "db", "", "").yaml == """
        modules:
          partner:
            parameters:
              name: 'standard'
              database: 'db'
              password: 'prompt'

        """)
  }

  @Test func aWrongAnswerIsAskedAgainWithTheReason() throws {
    let (yaml, shown) = try ask("", "Upper", "lower", "it's", "env:PW")
    #expect(shown.contains("'Upper' must be lower case: because\ndatabase: "))
    #expect(yaml.contains("database: 'lower'") && yaml.contains("note: 'it''s'") && yaml.contains("password: 'env:PW'"))
  }

  @Test func aPasswordTypedByMistakeIsNotRepeated() throws {
    let (yaml, shown) = try ask("", "db", "", "hunter2", "prompt")
    #expect(shown.contains("does not belong in a configuration"))
    #expect(!(yaml + shown).contains("hunter2"))
  }
}
