import DaiviSystem
import Testing

/// PyIceberg, a reader of Iceberg tables that shares no code with the engines that wrote and queried them. It is
/// installed once, pinned and with hashes checked, below the checkout's .cache/.
enum IcebergReader {
  private static let directory = Path.join(Build.root, ".cache/test-python")

  static func path(_ project: TestProject) async throws -> String {
    let requirements = Path.join(Build.root, "iac/sandbox/requirements-test.txt")
    let digest = SHA256.hex(of: try Files.readText(requirements))
    let stamp = Path.join(directory, "requirements.sha256")
    if (try? Files.readText(stamp)) == digest { return directory }
    try Files.removeAll(directory)
    try await DaiviRun(in: project, program: Path.join(Build.venv, "bin/python"))
      .args("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes")
      .args("--target", directory, "-r", requirements).status(0).run()
    try Files.writeAtomically(Array(digest.utf8), to: stamp)
    return directory
  }
}
