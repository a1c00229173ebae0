import DaiviSystem

/// The local AWS of `daivi-host sandbox`, in a directory of its own.
public struct TestSandbox: Sendable {
  /// The account that the sandbox pretends to be.
  public static let account = "123456789012"

  public let endpoint: String
  public let directory: String
  private let host: String

  /// Starts one, or finds it running. The first time in a directory its packages are installed, unless
  /// `DAIVI_SANDBOX_VENV` names some.
  /// - Parameters:
  ///   - directory: where its state is kept.
  ///   - host: the `daivi-host` to ask; the one on PATH by default, or what `DAIVI_HOST` names.
  public static func start(in directory: String, host: String? = nil) async throws -> TestSandbox {
    let variables = ProcessEnvironment.variables()
    let program = host ?? variables["DAIVI_HOST"] ?? Command.find("daivi-host", variables: variables)
    guard let program else { throw SystemError("find", "daivi-host (on PATH, or in DAIVI_HOST)", code: 2) }
    try Files.createDirectory(Path.join(directory, ".daivi"), mode: 0o700)
    let run = try await Command.run(program, ["sandbox", "start"], environment: variables, directory: directory)
    let words = String(decoding: run.output, as: UTF8.self).split(separator: "\n")
    guard run.exit == .code(0), let endpoint = words.last else {
      throw SystemError("start", "the sandbox: \(run.errorTail)", code: 1)
    }
    return TestSandbox(endpoint: String(endpoint), directory: directory, host: program)
  }

  /// Stops it; what was made stays for the next start.
  public func stop() async throws {
    _ = try await Command.run(
      host, ["sandbox", "stop"], environment: ProcessEnvironment.variables(), directory: directory)
  }
}
