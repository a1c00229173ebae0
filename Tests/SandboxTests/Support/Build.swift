import DaiviSystem

/// Where the build under test lies.
enum Build {
  /// Directory of the executables: the test runner lies beside them.
  static let binaries = Path.parent(Path.executable)

  /// The checkout's root, from this file's place in it.
  static let root = Path.parent(Path.parent(Path.parent(Path.parent(#filePath))))

  /// The sandbox's Python packages, made once for all tests: those the caller names, or the checkout's own.
  static let venv: String = {
    let named = ProcessEnvironment.variables()["DAIVI_SANDBOX_VENV"] ?? ""
    return named.isEmpty ? Path.join(root, ".daivi/sandbox/venv") : Path.absolute(named)
  }()

  /// Variables of every process that tests start: nothing of the person who runs them.
  static func variables(home: String) -> [String: String] {
    let own = ProcessEnvironment.variables()
    var variables = [
      "HOME": home, "PATH": own["PATH"] ?? "/usr/bin:/bin", "LANG": "C.UTF-8", "DAIVI_SANDBOX_VENV": venv,
      "PYTHONDONTWRITEBYTECODE": "1", "SWIFT_BACKTRACE": "enable=no",
    ]
    variables["TMPDIR"] = own["TMPDIR"]
    for name in ["SSL_CERT_FILE", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "PIP_INDEX_URL", "PIP_CONFIG_FILE"] {
      variables[name] = own[name]
    }
    return variables
  }
}
