import DaiviEngine
import DaiviLedger
import DaiviSystem
import Glibc

/// Libraries, disk and, for a sandbox, Python.
struct MachineChecks: Sendable {
  var layout: ProjectLayout
  var variables: [String: String]

  func libraries() -> [DoctorFinding] {
    let sqlite =
      SQLiteVersion.isEnough
      ? DoctorFinding("machine", .ok, "SQLite", SQLiteVersion.text)
      : DoctorFinding(
        "machine", .problem, "SQLite", "\(SQLiteVersion.text), the ledger needs \(SQLiteVersion.needed)",
        fix: "update libsqlite3 (Debian 12 and later have it: apt-get install libsqlite3-0)")
    return [curl(), sqlite]
  }

  /// libcurl is loaded when it is first needed; here is the time to find out that it cannot be.
  private func curl() -> DoctorFinding {
    let names = ["libcurl.so.4", "libcurl-gnutls.so.4"]
    for name in names {
      guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
      defer { dlclose(library) }
      guard let symbol = dlsym(library, "curl_version") else { continue }
      let version = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>?).self)
      let text = version().map { String(cString: $0) } ?? "of an unknown version"
      return DoctorFinding("machine", .ok, "libcurl", text.split(separator: " ").prefix(2).joined(separator: ", "))
    }
    return DoctorFinding(
      "machine", .problem, "libcurl", "\(names[0]) cannot be loaded, so AWS cannot be asked anything",
      fix: "apt-get install libcurl4")
  }

  /// The sandbox's packages and data take about a gigabyte, a project of its own little.
  func disk(isSandbox: Bool) -> DoctorFinding {
    var info = statvfs()
    guard statvfs(layout.root, &info) == 0 else {
      return DoctorFinding("machine", .notChecked, "disk", SystemError("look at", layout.root).description)
    }
    let free = Int(info.f_bavail) * Int(info.f_frsize) / 1_000_000
    let needed = isSandbox ? 2000 : 200
    let text = "\(free / 1000).\(free % 1000 / 100) GB free at \(layout.root)"
    if free >= needed { return DoctorFinding("machine", .ok, "disk", text) }
    return DoctorFinding(
      "machine", free < 100 ? .problem : .warning, "disk", text,
      fix: "free some: \(isSandbox ? "the sandbox may need 2 GB" : "ledger and logs may need 0.2 GB")")
  }

  /// Whether the sandbox's virtual environment is there, or can be made.
  func python() async -> DoctorFinding {
    let own = Path.join(layout.sandbox, "venv")
    let wanted = EmbeddedFiles.all["sandbox/requirements.txt"].map { SHA256.hex(of: $0) }
    let stamps = [variables["DAIVI_SANDBOX_VENV"] ?? "", own].filter { !$0.isEmpty }.map {
      ($0, try? Files.readText(Path.join($0, "requirements.sha256")))
    }
    if let venv = stamps.first(where: { wanted != nil && $0.1 == wanted })?.0 {
      let version = await SandboxPython.version(of: Path.join(venv, "bin/python"), variables)
      if let version {
        return DoctorFinding("machine", .ok, "Python", "\(version), the sandbox's packages are installed")
      }
      return DoctorFinding(
        "machine", .problem, "Python", "the sandbox's virtual environment does not start",
        fix: "remove \(venv); the next start makes it again")
    }
    if let python = await SandboxPython.find(variables) {
      guard await SandboxPython.run(python.path, "import venv, ensurepip", variables) != nil else {
        return DoctorFinding(
          "machine", .problem, "Python", "\(python.version) at \(python.path) cannot make virtual environments",
          fix: "apt-get install python3-venv")
      }
      let state =
        stamps.allSatisfy { $0.1 == nil }
        ? "are installed at the first start" : "are brought up to date at the next start"
      return DoctorFinding(
        "machine", .ok, "Python", "\(python.version) at \(python.path); the sandbox's packages \(state)")
    }
    return DoctorFinding(
      "machine", .problem, "Python", "\(SandboxPython.needed), there is none on PATH",
      fix: "apt-get install python3 python3-venv")
  }
}
