import DaiviProtocol
import DaiviSystem

/// The variables a module process gets: enough to find programs and certificates, nothing secret.
enum ModuleVariables {
  private static let kept: Set<String> = [
    "PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "AWS_CA_BUNDLE", "HTTPS_PROXY",
    "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy", "LD_LIBRARY_PATH", "SWIFT_BACKTRACE",
  ]

  static func scrubbed(_ all: [String: String] = ProcessEnvironment.variables()) -> [String: String] {
    // Python would write beside its modules, where every file is pinned.
    all.filter { kept.contains($0.key) }.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
  }

  /// With the cookie that lets `serve` run.
  static func serving() -> [String: String] { scrubbed().merging([hostCookieVariable: "1"]) { $1 } }
}
