import DaiviConsole
import DaiviEngine

/// A question that a command depends on.
enum Question {
  /// Ends the command with `otherwise` (exit 130) unless the answer is yes.
  static func require(_ otherwise: String, _ ask: (Prompt) throws(PromptError) -> Bool) throws {
    guard try isAgreed(ask) else { throw CommandError(.interrupted, otherwise) }
  }

  /// Whether the answer is yes. Throws `CommandError` where there is none.
  static func isAgreed(_ ask: (Prompt) throws(PromptError) -> Bool) throws -> Bool {
    do throws(PromptError) {
      return try ask(Prompt())
    } catch {
      throw ending(error)
    }
  }

  /// What a command ends with where a question got no answer.
  static func ending(_ error: PromptError) -> CommandError {
    CommandError(error == .interrupted ? .interrupted : .usage, "\(error)")
  }
}
