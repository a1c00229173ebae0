import DaiviSystem

/// Writes a new module, in a directory of its own: small, and all of it works.
public struct ModuleScaffold: Sendable {
  public enum Language: String, CaseIterable, Sendable { case swift, python }

  private let name: String
  private let language: Language
  private let sdk: String

  /// - Parameters:
  ///   - name: the module's name: lower-case letters, digits and hyphens.
  ///   - sdk: for Swift, where the package with DaiviModule is: a path or a URL of a git repository.
  public init(_ name: String, _ language: Language, sdk: String) throws {
    let allowed = name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    guard allowed, let first = name.utf8.first, (0x61...0x7a).contains(first), !name.hasSuffix("-"),
      !["host", "embed", "pack"].contains(name), !name.hasSuffix("-tool")
    else {
      throw ReleaseError(
        "'\(name)' cannot be a module's name: lower-case letters, digits and hyphens, beginning with a letter")
    }
    self.name = name
    self.language = language
    self.sdk = sdk
  }

  /// The files written, by their paths below the directory. Throws when the directory has something in it already.
  public func write(to directory: String) throws -> [String] {
    if Files.exists(directory), try !Files.names(in: directory).isEmpty {
      throw ReleaseError("\(directory) is there already and not empty; choose another name or --into")
    }
    var written: [String] = []
    for (template, text) in EmbeddedFiles.all.sorted(by: { $0.key < $1.key }) {
      guard template.hasPrefix(language.rawValue + "/") else { continue }
      let file = filled(String(template.dropFirst(language.rawValue.count + 1).dropLast(".template".count)))
      let path = Path.join(directory, file)
      try Files.createDirectory(Path.parent(path))
      let isExecutable = text.hasPrefix("#!")
      try Files.writeAtomically(Array(filled(text).utf8), to: path, mode: isExecutable ? 0o755 : 0o644)
      written.append(file)
    }
    return written.sorted()
  }

  private func filled(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let open = rest.firstRange(of: "@@"), let close = rest[open.upperBound...].firstRange(of: "@@") {
      result += rest[..<open.lowerBound]
      result += value(String(rest[open.upperBound..<close.lowerBound]))
      rest = rest[close.upperBound...]
    }
    return result + rest
  }

  private func value(_ word: String) -> String {
    switch word {
    case "name": name
    case "name_": String(name.map { $0 == "-" ? "_" : $0 })
    case "Name": name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    case "sdk": isURL ? ".package(url: \"\(sdk)\", from: \"0.1.0\")" : ".package(path: \"\(sdk)\")"
    case "package": package
    default: "@@\(word)@@"
    }
  }

  private var isURL: Bool { sdk.contains("://") || sdk.hasPrefix("git@") }

  /// How SwiftPM calls the package: by the last part of its place.
  private var package: String {
    let last = Path.name(sdk)
    return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
  }
}
