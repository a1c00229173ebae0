import DaiviConsole
import DaiviEngine
import DaiviModule
import DaiviSystem
import FoundationEssentials

/// `daivi-idc users [FILE]`: asks who is in which group, shows the whole, and writes the users file when told to.
let usersCommand = ModuleCommand("users", "ask who is in which group, and write the users file") { arguments in
  guard arguments.count < 2, arguments.first?.hasPrefix("-") != true else {
    throw CommandError(.usage, "usage: daivi-idc users [FILE]; the file is users.json without one")
  }
  let path = arguments.first ?? "users.json"
  do {
    let isWritten = try UsersInterview(prompt: Prompt(), output: DescriptorOutput.standardError).run(path: path)
    let answer =
      isWritten
      ? "wrote \(path); set modules.idc.parameters.users to it in daivi.yaml, then daivi-host deploy idc\n"
      : "cancelled; nothing was written\n"
    DescriptorOutput.standardOutput.write(answer)
  } catch let error as PromptError {
    throw CommandError(error == .interrupted ? .interrupted : .usage, "\(error); nothing was written")
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
    let old = Files.exists(path) ? try read(path) : nil
    var people = People(identityStoreId: try store(old?.identityStoreId), groups: [:], persons: old?.named ?? [])
    for group in Self.order { people[group] = try addresses(of: group, old?[group] ?? []) }
    let text = try people.fileText()
    output.write("\n\(text)\n")
    guard try prompt.confirm("Write it to \(path)?", default: false, instead: Self.instead) else { return false }
    try Files.writeAtomically(Array(text.utf8), to: path)
    return true
  }

  /// What cannot be read would be lost by writing another file in its place.
  private func read(_ path: String) throws -> People {
    do {
      return try People(json: try Files.read(path))
    } catch {
      throw CommandError(
        .usage,
        "\(path) is there and is no users file in JSON, which this command reads and writes: \(error); "
          + "change it by hand, or name another file")
    }
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
