import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviModule
import DaiviSystem
import FoundationEssentials

/// `daivi-idc users [FILE]`: asks who is in which group, shows the whole, and writes the users file when told to; or looks
/// up in the identity store who is in the file.
struct UsersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users", abstract: "Ask who is in which group, and write the users file.",
    discussion: "With --verify it asks and writes nothing: it looks up every user of the file in the identity store.")

  @Argument(help: "The users file.") var file = "users.json"
  @Flag(help: "Look the file's users up instead; exit 1 where one is missing.") var verify = false
  @OptionGroup var options: StandaloneOptions

  func run() async throws {
    if verify {
      let people = try People(file: file)
      let lookup = try await UsersLookup(people, ModuleCommandContext(options))
      DescriptorOutput.standardOutput.write(lookup.text)
      if !lookup.missing.isEmpty { throw ExitCode(CommandError.Status.failed.rawValue) }
      return
    }
    do {
      let isWritten = try UsersInterview(prompt: Prompt(), output: DescriptorOutput.standardError).run(path: file)
      let answer =
        isWritten
        ? "wrote \(file); set modules.idc.parameters.users to it in daivi.yaml, then daivi-host deploy idc\n"
        : "cancelled; nothing was written\n"
      DescriptorOutput.standardOutput.write(answer)
    } catch let error as PromptError {
      throw CommandError(error == .interrupted ? .interrupted : .usage, "\(error); nothing was written")
    }
  }
}

/// The questions, in the guide's order.
struct UsersInterview {
  private let prompt: Prompt
  private let output: any TextOutput
  private static let order: [Group] = [.admin, .domainOwner, .projectContributor, .projectOwner]
  private static let nobody = "nobody"
  private static let none = "none"
  private static let instead = "write the file yourself, docs/identity-center.md shows one"

  init(prompt: Prompt, output: any TextOutput) {
    self.prompt = prompt
    self.output = output
  }

  /// What the file said before is the default, and names that it gave stay. False when it is not to be written.
  func run(path: String) throws -> Bool {
    // What cannot be read would be lost by writing another file in its place.
    let old = Files.exists(path) ? try People(file: path) : nil
    var people = People(identityStoreId: try store(old?.identityStoreId), groups: [:], persons: old?.named ?? [])
    for group in Self.order { people[group] = try addresses(of: group, old?[group] ?? []) }
    let text = try people.fileText()
    output.write("\n\(text)\n")
    guard try prompt.confirm("Write it to \(path)?", default: false, instead: Self.instead) else { return false }
    try Files.writeAtomically(Array(text.utf8), to: path)
    return true
  }

  private func store(_ old: String?) throws -> String? {
    let answer = try prompt.text(
      "Identity store id, for bring-your-own ('none' for an account's or organization's instance)",
      default: old ?? Self.none, instead: Self.instead
    ) { $0 == Self.none || IdentityStoreName.isValid($0) ? nil : "it must be \(IdentityStoreName.form)" }
    return answer == Self.none ? nil : answer
  }

  private func addresses(of group: Group, _ old: [String]) throws -> [String] {
    let standard = !old.isEmpty ? old.joined(separator: " ") : group.needsSomebody ? nil : Self.nobody
    let question = "\(group.title): e-mail addresses, separated by commas or spaces"
    while true {
      let answer = try prompt.text(question, default: standard, instead: Self.instead)
      if answer == Self.nobody && !group.needsSomebody { return [] }
      let all = EMail.list(answer)
      for wrong in all where !EMail.isValid(wrong) {
        output.write("'\(wrong)' is no e-mail address and was left out.\n")
      }
      let valid = all.filter(EMail.isValid)
      if !valid.isEmpty || !group.needsSomebody { return valid }
      output.write("\(group.title) needs somebody.\n")
    }
  }
}

extension People {
  /// Reads a users file. Throws `CommandError` (usage) for a file that is none in JSON.
  init(file path: String) throws {
    do {
      try self.init(json: try Files.read(path))
    } catch {
      throw CommandError(
        .usage,
        "\(path) cannot be read as a users file in JSON, which is what this command reads and writes: \(error); "
          + "change it by hand, or name another file")
    }
  }

  /// The file's content, as it is shown before it is written.
  func fileText() throws -> String {
    struct Names: Encodable {
      var givenName: String
      var familyName: String
      var displayName: String
    }
    struct File: Encodable {
      var identityStoreId: String?
      var groups: [String: [String]]
      var users: [String: Names]?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let groups = Dictionary(uniqueKeysWithValues: Group.allCases.map { ($0.title, self[$0]) })
    let users = Dictionary(
      uniqueKeysWithValues: named.map {
        ($0.userName, Names(givenName: $0.givenName, familyName: $0.familyName, displayName: $0.displayName))
      })
    let file = File(identityStoreId: identityStoreId, groups: groups, users: users.isEmpty ? nil : users)
    return String(decoding: try encoder.encode(file), as: UTF8.self) + "\n"
  }
}
