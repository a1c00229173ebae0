/// Questions to the person at the terminal. They go to standard error, so that standard output keeps the results.
///
/// Without a terminal every question is refused with what to pass instead; a default is never taken silently there.
/// Calls block until the answer: not for tasks of the engine.
public struct Prompt: Sendable {
  private let input: any PromptInput
  private let output: any TextOutput

  public init(
    input: any PromptInput = TerminalInput(), output: any TextOutput = DescriptorOutput.standardError
  ) {
    self.input = input
    self.output = output
  }

  /// Somebody is there to answer.
  public var isPossible: Bool { input.isTerminal }

  /// Yes or no; an empty answer is the default, anything else is asked again. `instead` is what to pass where nobody
  /// can be asked.
  public func confirm(
    _ question: String, default standard: Bool = false, instead: String = "pass --yes"
  ) throws(PromptError) -> Bool {
    try check(question, instead)
    while true {
      output.write("\(question.onOneLine) [\(standard ? "Y/n" : "y/N")] ")
      switch try line(question).lowercased() {
      case "": return standard
      case "y", "yes": return true
      case "n", "no": return false
      default: output.write("Please answer y or n.\n")
      }
    }
  }

  /// A text; an empty answer is the default, and is asked again where there is none (an empty default is none given). `reject` returns what is wrong
  /// with an answer, which is shown before the question is repeated.
  public func text(
    _ question: String, default standard: String? = nil, instead: String,
    reject: (String) -> String? = { _ in nil }
  ) throws(PromptError) -> String {
    try check(question, instead)
    while true {
      output.write(question.onOneLine + (standard.map { $0.isEmpty ? "" : " [\($0)]" } ?? "") + ": ")
      let typed = try line(question)
      let answer = typed.isEmpty ? standard ?? "" : typed
      if answer.isEmpty && standard == nil {
        output.write("Please enter a value.\n")
      } else if let fault = reject(answer) {
        output.write(fault.onOneLine + "\n")
      } else {
        return answer
      }
    }
  }

  /// Something that cannot be undone: true only if the person types `name`, exactly. One try.
  public func typeToConfirm(
    _ warning: String, name: String, instead: String
  ) throws(PromptError) -> Bool {
    try check(warning, instead)
    output.write("\(warning.onOneLine)\nType \(name) to go on: ")
    return try line(warning) == name
  }

  /// A secret: what is typed is not shown. Asked again while it is empty.
  public func secret(_ question: String, instead: String) throws(PromptError) -> String {
    try check(question, instead)
    while true {
      output.write("\(question.onOneLine) (hidden): ")
      let answer: String?
      do {
        answer = try input.readHidden()
      } catch {
        output.write("\n")
        throw error
      }
      output.write("\n")
      guard let answer else { throw .ended(question: question) }
      if !answer.isEmpty { return answer }
    }
  }

  private func check(_ question: String, _ instead: String) throws(PromptError) {
    if !input.isTerminal { throw .noTerminal(question: question, instead: instead) }
  }

  private func line(_ question: String) throws(PromptError) -> String {
    guard let line = input.readLine() else {
      output.write("\n")
      throw .ended(question: question)
    }
    var text = line[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
