import DaiviEngine
import DaiviProtocol
import DaiviSystem
import Glibc
import Testing

@testable import DaiviHost

/// Modules that mean harm, or are badly broken: none hangs, crashes or bloats the host, and each is told in words that
/// name what it did. The well-behaved and the merely dying ones are in SupervisionTests.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HostileModuleTests {
  private let lab = try! HostLab()

  /// Sends the module's step and gives back what the user would read.
  private func failure(_ body: String, seconds: Int = 60) async throws -> String {
    let processes = lab.processes(try lab.module("m", body))
    let error = await #expect(throws: (any Error).self) {
      try await processes.connection(to: "m").apply(
        StepApplyParams(target: "run", step: "do", token: "token-1"), maxSeconds: seconds, progress: { _ in })
    }
    await processes.stop()
    return error.map { "\($0)" } ?? ""
  }

  @Test func anEndlessLineIsCutAtTheLimit() async throws {
    let text = try await failure(
      """
      try:
          while True:
              os.write(1, b'x' * 1000000)
      except OSError:
          pass
      """)
    #expect(text.contains("module 'm' broke the protocol: line 2 is longer than 16777216 bytes"))
  }

  @Test func aLineWithoutItsNewlineIsNamedWhenTheTimeIsOver() async throws {
    let text = try await failure(#"os.write(1, b'{"jsonrpc":"2.0"'); time.sleep(600)"#, seconds: 1)
    #expect(text.contains("did not answer step/apply within 1 s"))
    #expect(text.contains("it began a line (16 bytes) and did not end it with a newline"))
  }

  @Test func aSlowDripArrivesWhole() async throws {
    let processes = lab.processes(
      try lab.module(
        "m",
        """
        for byte in (json.dumps({"jsonrpc": "2.0", "id": id, "result": {"outcome": "succeeded"}}) + "\\n").encode():
            os.write(1, bytes([byte]))
            time.sleep(0.002)
        """))
    #expect(try await processes.connection(to: "m").run().outcome == .succeeded)
    await processes.stop()
  }

  @Test func aDripThatNeverEndsRunsIntoItsTime() async throws {
    let text = try await failure("while True:\n    os.write(1, b' ')\n    time.sleep(0.01)", seconds: 1)
    #expect(text.contains("did not answer step/apply within 1 s; it began a line ("))
  }

  @Test func aFloodOfNotificationsIsReadWithoutBeingKept() async throws {
    let before = residentMiB()
    let processes = lab.processes(
      try lab.module(
        "m",
        """
        log = {"level": "info", "message": "x" * 900}
        line = json.dumps({"jsonrpc": "2.0", "method": "log", "params": log}) + "\\n"
        for _ in range(4):
            sys.stdout.write(line * 1000)
        answer(id, {"outcome": "succeeded"})
        """))
    #expect(try await processes.connection(to: "m").run().outcome == .succeeded)
    await processes.stop()
    #expect(residentMiB() - before < 60, "the notifications stayed in memory")
  }

  @Test func aFloodOfStderrIsDrainedAndItsEndKept() async throws {
    let before = residentMiB()
    let text = try await failure(
      """
      for _ in range(200):
          os.write(2, b'y' * 1000000 + b'\\n')
      os.write(2, b'the very end\\n')
      sys.exit(5)
      """)
    #expect(text.contains("exit status 5"))
    #expect(text.contains("the very end"))
    #expect(residentMiB() - before < 80, "200 MB of stderr stayed in memory")
    let log = try Files.read(Path.join(lab.directory, "work/m/stderr.log"))
    #expect(log.count < 17 << 20, "the log file is bounded")
  }

  @Test func silenceRunsIntoItsTime() async throws {
    let text = try await failure("time.sleep(600)", seconds: 1)
    #expect(text == "module 'm' did not answer step/apply within 1 s")
  }

  @Test func aDaemonThatKeepsThePipesIsNotWaitedFor() async throws {
    // It leaves the process group, so no signal of ours reaches it.
    let text = try await failure(
      """
      if os.fork() == 0:
          os.setsid()
          time.sleep(20)
          os._exit(0)
      sys.stderr.write('left a daemon\\n')
      sys.stderr.flush()
      os._exit(6)
      """)
    #expect(text.contains("exit status 6"))
    #expect(text.contains("left a daemon"))
  }

  @Test func anExitInTheMiddleOfALineIsACrash() async throws {
    let text = try await failure(#"os.write(1, b'{"jsonrpc":"2.0","id":2,"resu'); os._exit(3)"#)
    #expect(text.contains("module 'm' ended in the middle of its work: exit status 3"))
  }

  @Test func aSecondAnswerEndsTheConnection() async throws {
    let processes = lab.processes(
      try lab.module(
        "m", "answer(id, {\"outcome\": \"succeeded\"})\nanswer(id, {\"outcome\": \"failed\"})\ntime.sleep(600)"))
    let connection = try await processes.connection(to: "m")
    #expect(try await connection.run().outcome == .succeeded, "the first answer counts")
    let error = await #expect(throws: ConnectionError.self) { try await connection.run() }
    #expect(error?.description.contains("module 'm' answered a request twice") == true)
    await processes.stop()
  }

  @Test func anAnswerToNobodyEndsTheConnection() async throws {
    let text = try await failure("answer(4711, {})\ntime.sleep(600)")
    #expect(text.contains("answered a request that was not asked"))
    #expect(text.contains("4711"))
  }

  @Test func anAnswerAfterItsTimeHarmsNobody() async throws {
    let processes = lab.processes(
      try lab.module("m", "if params['token'] == 'late': time.sleep(1.5)\nanswer(id, {\"outcome\": \"succeeded\"})"))
    let connection = try await processes.connection(to: "m")
    let late = StepApplyParams(target: "run", step: "do", token: "late")
    await #expect(throws: ConnectionError.self) { try await connection.apply(late, maxSeconds: 1, progress: { _ in }) }
    #expect(try await connection.run().outcome == .succeeded)
    await processes.stop()
  }

  @Test func aDescriptionWithoutEndIsCut() async throws {
    let path = try lab.write("#!/bin/sh\nexec yes\n", to: "modules/daivi-bad", mode: 0o755)
    let before = residentMiB()
    let error = await #expect(throws: CommandError.self) {
      _ = try await ManifestCache(layout: lab.layout).manifests(of: [
        ModuleBinary(name: "bad", path: path, place: "test")
      ])
    }
    #expect(error?.description.contains("printed more than 16777216 bytes") == true)
    #expect(residentMiB() - before < 120)
  }

  @Test func aDescriptionWhoseDaemonKeepsThePipeIsRead() async throws {
    let text = try Files.readText(try lab.module("good").path)
    let forking = text.split(separator: "if sys.argv[1:]", maxSplits: 1, omittingEmptySubsequences: false)
      .joined(separator: "if os.fork() == 0:\n    os.setsid()\n    time.sleep(20)\n    os._exit(0)\nif sys.argv[1:]")
    let path = try lab.write(forking, to: "modules/daivi-good", mode: 0o755)
    let manifests = try await ManifestCache(layout: lab.layout).manifests(
      of: [ModuleBinary(name: "good", path: path, place: "test")])
    #expect(manifests.map(\.module) == ["good"])
  }

  private func residentMiB() -> Int {
    let pages =
      (try? Files.readText("/proc/self/statm"))?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * 4096 >> 20
  }
}
