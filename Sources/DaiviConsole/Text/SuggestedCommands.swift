extension TypedFlags {
  /// `text` with these flags after the words of every `daivi-host` command that it suggests, so that what is typed next
  /// works on the same environment: `daivi-host deploy --env dev billing/deploy-billing`. A flag that the command does
  /// not take, or that stands there already, is left out; whatever is no command of the host stays as it is.
  public func added(to text: String) -> String {
    if flags.isEmpty { return text }
    var result = ""
    var rest = text[...]
    while let program = rest.firstRange(of: "daivi-host ") {
      result += rest[..<program.upperBound]
      rest = rest[program.upperBound...]
      guard let command = HostCommand.leading(rest) else { continue }
      result += rest.prefix(command.words.count)
      rest = rest.dropFirst(command.words.count)
      let typed = Self.typed(rest)
      for flag in flags where command.takes(flag.name) && !typed.contains("--\(flag.name)") {
        result += Self.words(flag)
      }
    }
    return result + rest
  }

  /// The words up to where the command surely ends.
  private static func typed(_ rest: Substring) -> Set<Substring> {
    let command = rest.prefix { !"`;,)\n".contains($0) }
    let end = command.firstRange(of: "daivi-host ")?.lowerBound ?? command.endIndex
    return Set(command[..<end].split(separator: " ").map { $0.prefix { $0 != "=" } })
  }
}

/// A command of `daivi-host`, and which of the flags that choose an environment it takes.
struct HostCommand {
  var words: String
  private var takesAll: Bool

  func takes(_ flag: String) -> Bool { takesAll || flag == "config" }

  /// The command that `text` begins with; nil where it is none, or one that works on no project.
  static func leading(_ text: Substring) -> HostCommand? {
    let first = text.prefix(while: isOfWord)
    var words = String(first)
    let rest = text.dropFirst(first.count)
    if !ofEnvironment.contains(words), !ofProject.contains(words), rest.first == " " {
      words += " " + rest.dropFirst().prefix(while: isOfWord)
    }
    if ofEnvironment.contains(words) { return HostCommand(words: words, takesAll: true) }
    return ofProject.contains(words) ? HostCommand(words: words, takesAll: false) : nil
  }

  private static func isOfWord(_ character: Character) -> Bool {
    character == "-" || (character.isASCII && character.isLetter)
  }

  /// They take all of them.
  static let ofEnvironment: Set<String> = [
    "bootstrap", "deploy", "destroy", "doctor", "events", "gate confirm", "gate list", "gate reject", "graph",
    "history", "init", "modules describe", "modules install", "modules list", "modules lock", "modules remove",
    "modules verify", "outputs", "permissions", "plan", "query", "report", "status", "verify",
  ]

  /// They take `--config` alone.
  static let ofProject: Set<String> = [
    "clean", "sandbox install", "sandbox reset", "sandbox start", "sandbox status", "sandbox stop",
  ]
}
