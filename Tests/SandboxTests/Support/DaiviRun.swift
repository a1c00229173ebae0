import DaiviSystem
import Glibc
import Testing

/// One run of an executable and what is expected of it, read from left to right:
///
/// ```swift
/// try await DaiviRun(in: project).args("verify").status(1).stdout(contains: "was deleted").run()
/// ```
struct DaiviRun: Sendable {
  /// What a run left behind.
  struct Output: Sendable {
    var exit: ChildProcess.Exit
    var stdout: String
    var stderr: String
  }

  private var program = "daivi-host"
  private var arguments: [String] = []
  private var variables: [String: String]
  private var directory: String
  private var expectations: [@Sendable (Output, SourceLocation) -> Void] = []

  init(in project: TestProject, program: String = "daivi-host") {
    self.program = program
    directory = project.directory
    variables = Build.variables(home: project.directory)
  }

  func args(_ words: String...) -> Self { with { $0.arguments += words } }

  func env(_ name: String, _ value: String?) -> Self { with { $0.variables[name] = value } }

  func status(_ code: Int32) -> Self {
    expecting { output, place in
      #expect(output.exit == .code(code), "stderr:\n\(output.stderr)\nstdout:\n\(output.stdout)", sourceLocation: place)
    }
  }

  /// Everything that can be is done: nothing is left, or only what waits for time or a person.
  func isDeployed() -> Self {
    expecting { output, place in
      #expect(
        output.exit == .code(0) || output.exit == .code(8), "stderr:\n\(output.stderr)\nstdout:\n\(output.stdout)",
        sourceLocation: place)
    }
  }

  /// Nothing was done, because nothing had to be.
  func isUpToDate() -> Self {
    isDeployed().expecting { output, place in
      let first = output.stdout.split(separator: "\n").first ?? ""
      #expect(
        first.hasPrefix("Everything ") && first.contains("is up to date"), "\(output.stdout)", sourceLocation: place)
    }
  }

  func stdout(contains text: String) -> Self {
    expecting { output, place in
      #expect(
        output.stdout.contains(text), "stdout:\n\(output.stdout)\nstderr:\n\(output.stderr)", sourceLocation: place)
    }
  }

  func stderr(contains text: String) -> Self {
    expecting { output, place in
      #expect(output.stderr.contains(text), "stderr:\n\(output.stderr)", sourceLocation: place)
    }
  }

  /// Exactly one line on stderr.
  func stderrIsOneLine() -> Self {
    expecting { output, place in
      #expect(output.stderr.split(separator: "\n").count == 1, "stderr:\n\(output.stderr)", sourceLocation: place)
    }
  }

  /// Runs it to its end and checks what was expected.
  @discardableResult
  func run(sourceLocation: SourceLocation = #_sourceLocation) async throws -> Output {
    let output = try await start().output()
    for expectation in expectations { expectation(output, sourceLocation) }
    return output
  }

  /// Starts it and goes on.
  func start() throws -> Running {
    let child = try ChildProcess.start(
      program.hasPrefix("/") ? program : Path.join(Build.binaries, program), arguments: arguments,
      environment: variables, directory: directory)
    close(child.input)
    return Running(child)
  }

  /// A process under way; its output is drained from the start.
  struct Running: Sendable {
    private let child: ChildProcess
    private let stdout: Task<String, any Error>
    private let stderr: Task<String, any Error>
    private let exit: Task<ChildProcess.Exit, Never>

    fileprivate init(_ child: ChildProcess) {
      self.child = child
      let (out, err) = (child.output, child.error)
      stdout = Task { try await BlockingThread.run { try Self.drain(out) } }
      stderr = Task { try await BlockingThread.run { try Self.drain(err) } }
      exit = Task { await child.wait() }
    }

    var pid: pid_t { child.pid }

    /// To the process alone, not to what it started.
    func signal(_ number: Int32) { kill(child.pid, number) }

    func output() async throws -> Output {
      let end = await exit.value
      return Output(exit: end, stdout: try await stdout.value, stderr: try await stderr.value)
    }

    private static func drain(_ descriptor: Int32) throws -> String {
      defer { close(descriptor) }
      var all: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65536)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { throw SystemError("read", "a pipe") }
        if count == 0 { return String(decoding: all, as: UTF8.self) }
        all += buffer[..<count]
      }
    }
  }

  private func with(_ change: (inout Self) -> Void) -> Self {
    var copy = self
    change(&copy)
    return copy
  }

  private func expecting(_ check: @escaping @Sendable (Output, SourceLocation) -> Void) -> Self {
    with { $0.expectations.append(check) }
  }
}
