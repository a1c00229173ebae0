import DaiviStacks
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

  /// A template by its path below iac/. Throws `DeclarationError` where its parameters or outputs cannot be read: they
  /// would be missed on AWS only.
  func template(_ path: String) throws -> StackTemplate {
    let template = StackTemplate(try text(path))
    if let section = template.unreadable.first {
      throw DeclarationError(
        "no name can be read in \(section) of iac/\(path): each must begin a line of its own, all as far from the left")
    }
    return template
  }

  /// SHA-256 of a file's text, in hex.
  public func digest(_ path: String) throws -> String { SHA256.hex(of: try text(path)) }
}
