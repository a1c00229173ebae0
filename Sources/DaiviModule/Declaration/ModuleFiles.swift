import DaiviSystem

/// The iac/ files a module's binary carries.
public struct ModuleFiles: Sendable {
  private let all: [String: String]

  public init(_ all: [String: String]) { self.all = all }

  /// Text of a file by its path below iac/, such as `billing/lake.yaml`.
  public func text(_ path: String) throws -> String {
    guard let text = all[path] else {
      throw DeclarationError("iac/\(path) is not in this binary; it has \(all.keys.sorted().joined(separator: ", "))")
    }
    return text
  }

  /// SHA-256 of a file's text, in hex.
  public func digest(_ path: String) throws -> String { SHA256.hex(of: try text(path)) }
}
