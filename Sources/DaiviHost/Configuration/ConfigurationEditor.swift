import DaiviEngine

/// Writes an environment's values into the text of a daivi.yaml and leaves everything else as it is: comments,
/// parameters of modules, other environments, keys that are not `init`'s.
///
/// The text is changed line by line at the places where the YAML parser says that values are, then read again: only a
/// text that means exactly what was wanted is returned.
public struct ConfigurationEditor: Sendable {
  private let fileName: String

  /// - Parameter fileName: for messages.
  public init(fileName: String) { self.fileName = fileName }

  /// The new text. `text` is the old one, nil where there is no file.
  /// - Throws: `CommandError` (usage) when the file is not YAML, or is written in a way that cannot be edited line by
  ///   line; then the message has the lines to put in by hand.
  public func text(_ text: String?, with answers: EnvironmentAnswers) throws -> String {
    let old = text ?? ""
    let file = try ConfigurationFile.parse(old, name: fileName)
    let root = try? YAMLParser.parse(old)
    let changes = Self.changes(file, answers)
    var expected = file
    expected.environments[answers.env, default: .init()].apply(changes)
    if file == ConfigurationFile() && root == nil {
      expected.env = answers.env
      return Self.newFile(kept: old, answers.env, changes)
    }
    var lines = YAMLLines(old)
    let isPossible = edit(&lines, root: root, env: answers.env, changes)
    let new = lines.text
    guard isPossible, (try? ConfigurationFile.parse(new, name: fileName)) == expected else {
      let block = Self.block(answers.env, changes, indent: 2).joined(separator: "\n")
      throw CommandError(
        .usage,
        "\(fileName) is written in a way that cannot be changed without losing some of it; put this in by hand:\n"
          + "environments:\n\(block)")
    }
    return new
  }

  /// A key with its new value; nil takes the key away.
  struct Change {
    var key: String
    var value: String?
    /// As YAML: an account keeps its zeros, a role may begin with a character that means something to YAML.
    var yaml: String {
      let value = value ?? ""
      return key == "account" || value.first?.isLetter == false ? "\"\(value)\"" : value
    }
  }

  /// What has to be written: nothing that is said already, by the environment itself or for all.
  static func changes(_ file: ConfigurationFile, _ answers: EnvironmentAnswers) -> [Change] {
    let own = file.environments[answers.env] ?? ConfigurationFile.Settings()
    let shared = file.shared
    var changes: [Change] = []
    func set(_ key: String, _ value: String?, own: String?, shared: String?) {
      if own != value && (own != nil || shared != value) { changes.append(Change(key: key, value: value)) }
    }
    if answers.isSandbox {
      set("sandbox", "true", own: own.sandbox.map(String.init), shared: shared.sandbox.map(String.init))
      set("account", nil, own: own.account, shared: nil)
    } else {
      if own.sandbox ?? shared.sandbox == true {
        changes.append(Change(key: "sandbox", value: shared.sandbox == true ? "false" : nil))
      }
      set("account", answers.account, own: own.account, shared: shared.account)
    }
    set("app", answers.app, own: own.app, shared: shared.app)
    set("primaryRegion", answers.primaryRegion, own: own.primaryRegion, shared: shared.primaryRegion)
    set("secondaryRegion", answers.secondaryRegion, own: own.secondaryRegion, shared: shared.secondaryRegion)
    set("adminRole", answers.adminRole, own: own.adminRole, shared: shared.adminRole)
    let source = IdentitySource.setting
    let standard = IdentitySource.standard(isSandbox: answers.isSandbox)
    set(source, answers.identityCenter, own: own.settings[source], shared: shared.settings[source] ?? standard)
    return changes
  }

  private static func newFile(kept: String, _ env: String, _ changes: [Change]) -> String {
    let head =
      kept.isEmpty
      ? "# Where DAIVI deploys. `daivi-host init` writes this file and keeps what you add to it.\n"
      : kept.hasSuffix("\n") ? kept : kept + "\n"
    return head + "env: \(env)\n\nenvironments:\n" + block(env, changes, indent: 2).joined(separator: "\n") + "\n"
  }

  private static func block(_ env: String, _ changes: [Change], indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    return ["\(margin)\(env):"] + changes.filter { $0.value != nil }.map { "\(margin)\(margin)\($0.key): \($0.yaml)" }
  }

  /// False when the structure is not one that lines can be put into, as one in braces.
  private func edit(_ lines: inout YAMLLines, root: YAMLNode?, env: String, _ changes: [Change]) -> Bool {
    // Else nothing but comments, or an empty document.
    guard let top = root?.mapping else { return false }
    guard let environments = top.pair("environments") else {
      if top.isFlow { return false }
      if lines.lines.last?.isEmpty == false { lines.insert([""], after: lines.count) }
      lines.insert(["", "environments:"] + Self.block(env, changes, indent: 2), after: lines.count - 1)
      return true
    }
    let keyMark = environments.key.mark
    guard let all = environments.value.mapping, let first = all.pairs.first else {
      lines.emptyValue(line: keyMark.line, keyColumn: keyMark.column)
      lines.insert(Self.block(env, changes, indent: 2), after: keyMark.line)
      return true
    }
    guard let settings = all.pair(env) else {
      if all.isFlow { return false }
      let next = top.pairs.map(\.key.mark.line).filter { $0 > keyMark.line }.min() ?? lines.count + 1
      lines.insert(
        Self.block(env, changes, indent: first.key.mark.column - 1), after: lines.lastContent(before: next))
      return true
    }
    return edit(&lines, settings.key.mark, settings.value, changes)
  }

  private func edit(_ lines: inout YAMLLines, _ envMark: YAMLMark, _ settings: YAMLNode, _ changes: [Change]) -> Bool {
    let own = settings.mapping
    let first = own?.pairs.first
    let column = first?.key.mark.column ?? envMark.column * 2 - 1
    let margin = String(repeating: " ", count: max(column, envMark.column + 1) - 1)
    var removed: [Int] = []
    for change in changes {
      guard let pair = own?.pair(change.key) else { continue }
      let mark = pair.value.mark
      guard mark.line == pair.key.mark.line, pair.value.scalar != nil else { return false }
      if change.value == nil {
        removed.append(mark.line)
      } else {
        lines.replaceScalar(line: mark.line, column: mark.column, with: change.yaml)
      }
    }
    // From the bottom up, so that the lines above keep their numbers.
    for line in removed.sorted(by: >) { lines.remove(line: line) }
    if first == nil { lines.emptyValue(line: envMark.line, keyColumn: envMark.column) }
    let new = changes.filter { $0.value != nil && own?.pair($0.key) == nil }.map { "\(margin)\($0.key): \($0.yaml)" }
    if !new.isEmpty && first != nil && own?.isFlow == true { return false }
    lines.insert(new, after: envMark.line)
    return true
  }
}

extension ConfigurationFile.Settings {
  fileprivate mutating func apply(_ changes: [ConfigurationEditor.Change]) {
    for change in changes {
      switch change.key {
      case "account": account = change.value
      case "app": app = change.value
      case "primaryRegion": primaryRegion = change.value
      case "secondaryRegion": secondaryRegion = change.value
      case "adminRole": adminRole = change.value
      case "sandbox": sandbox = change.value.map { $0 == "true" }
      case IdentitySource.setting: settings[IdentitySource.setting] = change.value
      default: break
      }
    }
  }
}
