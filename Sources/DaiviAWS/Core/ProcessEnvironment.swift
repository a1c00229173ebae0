import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The environment variables of this process, as a value that tests can replace.
public enum ProcessEnvironment {
  public static func variables() -> [String: String] {
    ProcessInfo.processInfo.environment
  }
}
