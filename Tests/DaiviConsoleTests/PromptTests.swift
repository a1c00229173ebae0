import DaiviConsole
import Synchronization
import Testing

@Suite struct PromptTests {
  /// Answers in a row, then the end of input.
  final class Answers: PromptInput {
    let isTerminal: Bool
    private let lines: Mutex<[String]>

    init(_ lines: [String], isTerminal: Bool = true) {
      self.lines = Mutex(lines)
      self.isTerminal = isTerminal
    }

    func readLine() -> String? { lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    func readHidden() -> String? { readLine() }
  }

  let recorder = Recorder()

  func prompt(_ answers: String..., isTerminal: Bool = true) -> Prompt {
    Prompt(input: Answers(answers, isTerminal: isTerminal), output: recorder)
  }

  @Test func yesOrNo() throws {
    #expect(try prompt("y").confirm("Go on?"))
    #expect(try !prompt("NO").confirm("Go on?", default: true))
    #expect(try prompt("").confirm("Go on?", default: true))
    #expect(try !prompt("").confirm("Go on?"))
    _ = recorder.take()
    #expect(try prompt("maybe", " yes ").confirm("Go on?"))
    #expect(recorder.text == "Go on? [y/N] Please answer y or n.\nGo on? [y/N] ")
  }

  @Test func aTextHasADefaultAndIsCheckedBeforeItIsTaken() throws {
    #expect(try prompt("").text("Region", default: "us-east-1", instead: "pass --region") == "us-east-1")
    #expect(recorder.take() == "Region [us-east-1]: ")
    let answer = try prompt("", "x-y", "app").text("App", instead: "pass --app") {
      $0.contains("-") ? "app '\($0)' contains '-'" : nil
    }
    #expect(answer == "app")
    #expect(recorder.text == "App: Please enter a value.\nApp: app 'x-y' contains '-'\nApp: ")
  }

  @Test func destroyingNeedsTheExactName() throws {
    #expect(try prompt("daivi-prod").typeToConfirm("This destroys it.", name: "daivi-prod", instead: "pass --yes"))
    #expect(try !prompt("y").typeToConfirm("This destroys it.", name: "daivi-prod", instead: "pass --yes"))
  }

  @Test func aSecretIsNeverShown() throws {
    #expect(try prompt("", "hunter2").secret("Password", instead: "pass a secret's ARN") == "hunter2")
    #expect(!recorder.text.contains("hunter2"))
  }

  @Test func theEndOfInputIsNoAnswer() {
    #expect(throws: PromptError.ended(question: "Go on?")) { try prompt().confirm("Go on?", default: true) }
    #expect(throws: PromptError.ended(question: "P")) { try prompt().secret("P", instead: "") }
  }

  @Test func withoutATerminalNothingIsAskedAndTheWayOutIsNamed() {
    let prompt = prompt("y", isTerminal: false)
    let error = #expect(throws: PromptError.self) { try prompt.confirm("Destroy all?", default: true) }
    #expect(error?.description == "cannot ask 'Destroy all?': standard input is not a terminal; pass --yes")
    #expect(throws: PromptError.self) { try prompt.secret("P", instead: "pass --secret") }
    #expect(throws: PromptError.self) { try prompt.text("P", default: "x", instead: "pass --p") }
    #expect(throws: PromptError.self) { try prompt.typeToConfirm("P", name: "y", instead: "pass --yes") }
    #expect(recorder.text == "")
    #expect(!prompt.isPossible)
  }
}
