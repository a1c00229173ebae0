import Glibc

/// The variables of this process. Code takes a dictionary of them, so that tests pass their own.
public enum ProcessEnvironment {
  /// As they are now.
  public static func variables() -> [String: String] {
    var result: [String: String] = [:]
    var pointer = environ
    while let entry = pointer.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        result[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      pointer += 1
    }
    return result
  }
}
