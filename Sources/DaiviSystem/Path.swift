import Glibc

/// Path arithmetic on strings.
public enum Path {
  public static func join(_ base: String, _ name: String) -> String {
    if name.hasPrefix("/") { return name }
    return base.hasSuffix("/") ? base + name : "\(base)/\(name)"
  }

  public static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  public static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  public static var current: String {
    guard let pointer = getcwd(nil, 0) else { return "/" }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// The path from the root; relative ones start at `base`.
  public static func absolute(_ path: String, from base: String = Path.current) -> String {
    if path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") {
      return String(cString: home) + path.dropFirst()
    }
    return join(base, path)
  }

  /// The running executable's own path, links resolved.
  public static var executable: String {
    guard let pointer = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
