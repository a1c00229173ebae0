import ArgumentParser

/// A command of a module's own, for a person at a terminal: `daivi-<module> <name>`. It makes nothing in an account; it
/// helps with what the module's parameters ask for, or shows what the module made.
public struct ModuleCommand: Sendable {
  public let name: String
  /// One line for people.
  public let title: String
  let run: @Sendable ([String]) throws -> Void
  /// The command where it is one of ArgumentParser's, with options and a help of its own.
  let parser: (any AsyncParsableCommand.Type)?

  /// - Parameter run: gets the words after the name; throws `CommandError` with the exit status.
  public init(_ name: String, _ title: String, run: @escaping @Sendable ([String]) throws -> Void) {
    self.name = name
    self.title = title
    self.run = run
    parser = nil
  }

  /// A command of ArgumentParser; `ModuleCommandContext` gives it the environment.
  public init(_ parser: any AsyncParsableCommand.Type) {
    name = parser.configuration.commandName ?? ""
    title = parser.configuration.abstract
    run = { _ in }
    self.parser = parser
  }
}
