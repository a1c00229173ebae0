import Glibc

/// Names of the platforms that releases are built for.
public enum Platform {
  /// For modules that are scripts.
  public static let any = "any"

  /// This machine's, such as `linux-x86_64`.
  public static let current: String = {
    var names = utsname()
    guard uname(&names) == 0 else { return "unknown" }
    func text<Field>(_ field: Field) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return "\(text(names.sysname).lowercased())-\(text(names.machine))"
  }()

  /// The entry of a table by platform that is for this machine.
  public static func choose<Value>(_ table: [String: Value]) -> Value? { table[current] ?? table[any] }
}
