import DaiviSystem
import Glibc
import Testing

/// Children in groups of their own.
@Suite(.timeLimit(.minutes(10))) struct SystemChildProcessTests {
  private func start(_ script: String, variables: [String: String] = [:]) throws -> ChildProcess {
    let child = try ChildProcess.start("/bin/sh", arguments: ["-c", script], environment: variables)
    close(child.input)
    close(child.error)
    return child
  }

  private func output(_ child: ChildProcess) async throws -> String {
    let descriptor = child.output
    return try await BlockingThread.run {
      defer { close(descriptor) }
      var all: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while case let count = read(descriptor, &buffer, buffer.count), count > 0 { all += buffer[..<count] }
      return String(decoding: all, as: UTF8.self)
    }
  }

  @Test func itsStatusAndSignalAreTold() async throws {
    let first = try start("exit 7")
    close(first.output)
    #expect(await first.wait() == .code(7))
    let second = try start("kill -TERM $$")
    close(second.output)
    let exit = await second.wait()
    #expect(exit == .signal(SIGTERM))
    #expect(exit.description.contains("killed by signal 15"))
  }

  @Test func aProgramThatSomebodyStillWritesIsWaitedFor() async throws {
    let scratch = try SystemScratch()
    let program = Path.join(scratch.directory, "program")
    try Files.writeAtomically(Array("#!/bin/sh\nexit 3\n".utf8), to: program, mode: 0o755)
    let writer = try ChildProcess.start(
      "/bin/sh", arguments: ["-c", "exec 9>>\(program); echo open; read line"], environment: [:])
    var byte: UInt8 = 0
    #expect(read(writer.output, &byte, 1) == 1)
    async let child = BlockingThread.run { try ChildProcess.start(program, arguments: [], environment: [:]) }
    for descriptor in [writer.input, writer.output, writer.error] { close(descriptor) }
    #expect(await writer.wait() == .code(1))
    let started = try await child
    for descriptor in [started.input, started.output, started.error] { close(descriptor) }
    #expect(await started.wait() == .code(3))
  }

  @Test func itGetsExactlyTheVariablesGiven() async throws {
    let child = try start("/usr/bin/env", variables: ["ONE": "1"])
    let lines = Set(try await output(child).split(separator: "\n").map(String.init))
    _ = await child.wait()
    #expect(lines.contains("ONE=1"))
    #expect(!lines.contains { $0.hasPrefix("HOME=") })
  }

  @Test func aSignalReachesTheWholeGroup() async throws {
    // The grandchild holds the pipe: its end is seen only when it is dead too.
    let child = try start("sleep 600 & echo $!; sleep 600")
    var first = [UInt8](repeating: 0, count: 32)
    let descriptor = child.output
    _ = try await BlockingThread.run { [first] in
      var buffer = first
      return read(descriptor, &buffer, buffer.count)
    }
    first = []
    child.signalGroup(SIGKILL)
    #expect(await child.wait() == .signal(SIGKILL))
    #expect(try await output(child) == "")
  }

  @Test func whatCannotBeStartedSaysWhy() {
    let error = #expect(throws: SystemError.self) {
      try ChildProcess.start("/nowhere/program", arguments: [], environment: [:])
    }
    #expect(error?.description.contains("/nowhere/program") == true)
  }
}
