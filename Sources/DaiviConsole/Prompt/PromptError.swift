/// Why a question got no answer.
public enum PromptError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Input ended (Ctrl-D) before an answer.
  case ended(question: String)
  /// Ctrl-C.
  case interrupted
  /// Nobody is there to answer; `instead` says what to pass on the command line.
  case noTerminal(question: String, instead: String)

  public var description: String {
    switch self {
    case .ended(let question): "no answer to '\(question)'"
    case .interrupted: "interrupted"
    case .noTerminal(let question, let instead):
      "cannot ask '\(question)': standard input is not a terminal; \(instead)"
    }
  }
}
