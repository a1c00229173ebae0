import DaiviSystem

/// The Python that the sandbox's virtual environment is made with.
struct SandboxPython: Sendable {
  var path: String
  /// Such as `3.11.2`.
  var version: String

  static let needed = "the sandbox needs Python 3.11 or newer"

  /// The first that is new enough, of the names it has on usual machines.
  static func find(_ variables: [String: String]) async -> SandboxPython? {
    for name in ["python3.11", "python3", "python3.12", "python3.13", "python3.14"] {
      guard let path = Command.find(name, variables: variables),
        let version = await version(of: path, variables), isEnough(version)
      else { continue }
      return SandboxPython(path: path, version: version)
    }
    return nil
  }

  /// nil when it does not start.
  static func version(of python: String, _ variables: [String: String]) async -> String? {
    await run(python, "import sys; print('.'.join(map(str, sys.version_info[:3])))", variables)
  }

  /// What a line of Python prints; nil when it fails.
  static func run(_ python: String, _ code: String, _ variables: [String: String]) async -> String? {
    guard let output = try? await Command.run(python, ["-I", "-c", code], environment: variables, seconds: 20),
      output.exit == .code(0)
    else { return nil }
    return String(decoding: output.output, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
  }

  private static func isEnough(_ version: String) -> Bool {
    let numbers = version.split(separator: ".").prefix(2).compactMap { Int($0) }
    return numbers.count == 2 && numbers[0] == 3 && numbers[1] >= 11
  }
}
