/// Where answers come from.
public protocol PromptInput: Sendable {
  /// A person can be asked.
  var isTerminal: Bool { get }
  /// The next line without its end; nil at the end of input. Blocks.
  func readLine() -> String?
  /// The same without showing what is typed. Throws `PromptError.interrupted` on Ctrl-C.
  func readHidden() throws(PromptError) -> String?
}
