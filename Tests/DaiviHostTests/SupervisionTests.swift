import DaiviEngine
import DaiviProtocol
import DaiviSystem
import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import DaiviHost

/// Real module processes that behave well and badly.
@Suite(.timeLimit(.minutes(10))) struct SupervisionTests {
  private func failure(_ body: String) async throws -> String {
    let lab = try HostLab()
    let processes = lab.processes(try lab.module("m", body))
    let error = await #expect(throws: (any Error).self) { try await processes.connection(to: "m").run() }
    await processes.stop()
    return error.map { "\($0)" } ?? ""
  }

  private func isAlive(_ pid: pid_t) -> Bool {
    // A zombie that nobody reaped yet is dead.
    guard kill(pid, 0) == 0, let stat = try? Files.readText("/proc/\(pid)/stat") else { return false }
    return !stat.contains(") Z ")
  }

  private func waitForEnd(_ pid: pid_t) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while isAlive(pid) {
      try #require(ContinuousClock.now < end, "process \(pid) still runs")
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @Test func aStepIsAnsweredAndItsProgressTold() async throws {
    let lab = try HostLab()
    let processes = lab.processes(
      try lab.module(
        "m",
        """
        send(method="progress", params={"request": id, "message": "half"})
        answer(id, {"outcome": "succeeded", "outputs": {"token": params["token"]}})
        """))
    let told = Mutex<[String]>([])
    let result = try await processes.connection(to: "m").run { message in told.withLock { $0.append(message) } }
    #expect(result.outcome == .succeeded)
    #expect(result.outputs == ["token": "token-1"])
    #expect(told.withLock { $0 } == ["half"])
    await processes.stop()
  }

  @Test func twoThatNeedAModuleAtOnceShareOneProcess() async throws {
    let lab = try HostLab()
    let binary = try lab.module("m", #"answer(id, {"outcome": "succeeded", "outputs": {"pid": str(os.getpid())}})"#)
    let processes = lab.processes(binary)
    async let first = processes.connection(to: "m").run().outputs
    async let second = processes.connection(to: "m").run().outputs
    #expect(try await first == second)
    await processes.stop()
  }

  @Test func aCrashIsToldWithItsStatusAndLastWords() async throws {
    let text = try await failure("sys.stderr.write('first\\nlast words\\n')\nsys.exit(3)")
    #expect(text.contains("module 'm' ended in the middle of its work: exit status 3"))
    #expect(text.contains("last words"))
  }

  @Test func afterACrashTheNextStepGetsANewProcess() async throws {
    let lab = try HostLab()
    let processes = lab.processes(
      try lab.module(
        "m",
        """
        if not os.path.exists(sys.argv[0] + ".crashed"):
            open(sys.argv[0] + ".crashed", "w").close()
            sys.stderr.write("last words\\n")
            sys.exit(3)
        answer(id, {"outcome": "succeeded", "outputs": {}})
        """))
    await #expect(throws: (any Error).self) { try await processes.connection(to: "m").run() }
    #expect(try await processes.connection(to: "m").run().outcome == .succeeded)
    await processes.stop()
    let log = Path.join(lab.directory, "work/m/stderr.log")
    #expect(try Files.readText(log + ".1").contains("last words"), "what it said before is kept")
    #expect(Files.exists(log))
  }

  @Test func aStartThatFailedIsTriedAgain() async throws {
    let lab = try HostLab()
    let asked = Mutex(0)
    let processes = lab.processes(try lab.module("m", #"answer(id, {"outcome": "succeeded"})"#)) {
      let time = asked.withLock {
        $0 += 1
        return $0
      }
      if time == 1 { throw CommandError(.failed, "no credentials yet") }
      return nil
    }
    await #expect(throws: CommandError(.failed, "no credentials yet")) { try await processes.connection(to: "m").run() }
    #expect(try await processes.connection(to: "m").run().outcome == .succeeded)
    await processes.stop()
  }

  @Test func aCrashedModulesCredentialsAreNotRenewed() async throws {
    let lab = try HostLab()
    let session = lab.session {
      ScopedCredentials(
        accessKeyID: "a", secretAccessKey: "s", expiration: Timestamp.text(Date().addingTimeInterval(12 * 3600)))
    }
    let process = try await ModuleProcess.start(try lab.module("m", "sys.exit(3)"), session: session, work: "m")
    await #expect(throws: (any Error).self) { try await process.connection.run() }
    // Hours before its time: nobody is left to renew them for.
    await process.renewal.value
    await process.stop()
  }

  @Test func aModuleThatDoesNotStopIsReplacedBeforeTheNextStep() async throws {
    let lab = try HostLab()
    let processes = lab.processes(
      try lab.module(
        "m",
        """
        if params["token"] == "stuck":
            open(sys.argv[0] + ".stuck", "w").write(str(os.getpid()))
            time.sleep(600)
        answer(id, {"outcome": "succeeded"})
        """))
    let stuck = StepApplyParams(target: "run", step: "do", token: "stuck")
    let connection = try await processes.connection(to: "m")
    await #expect(throws: ConnectionError.timedOut(module: "m", method: "step/apply", seconds: 1)) {
      try await connection.apply(stuck, maxSeconds: 1, progress: { _ in })
    }
    #expect(try await processes.connection(to: "m").run().outcome == .succeeded)
    let pid = pid_t(try Files.readText(Path.join(lab.directory, "modules/daivi-m.stuck")))
    #expect(!isAlive(try #require(pid)), "the one that works on is gone before another is asked")
    await processes.stop()
  }

  @Test func aKillIsToldAsOne() async throws {
    let text = try await failure("os.kill(os.getpid(), signal.SIGKILL)")
    #expect(text.contains("killed by signal 9"))
  }

  @Test func noiseOnStdoutIsAClearFault() async throws {
    let text = try await failure("print('Downloading 3 files', flush=True)\nanswer(id, {})")
    #expect(text.contains("module 'm' wrote a line to stdout that is not JSON-RPC: \"Downloading 3 files\""))
    #expect(text.contains("stderr"))
  }

  @Test func anAnswerOfAnotherFormIsQuoted() async throws {
    let text = try await failure(#"answer(id, {"outcome": "perhaps"})"#)
    #expect(text.contains("answered step/apply with a result of another form"))
    #expect(text.contains("perhaps"))
  }

  @Test func anErrorOfTheModuleReachesTheUser() async throws {
    let text = try await failure(#"send(id=id, error={"code": -32000, "message": "no such step"})"#)
    #expect(text.contains("no such step"))
  }

  @Test func aModuleThatIgnoresSigtermIsEnded() async throws {
    let lab = try HostLab()
    let processes = lab.processes(
      try lab.module(
        "m",
        """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        answer(id, {"outcome": "succeeded", "outputs": {"pid": str(os.getpid())}})
        while True: time.sleep(60)
        """))
    let outputs = try await processes.connection(to: "m").run().outputs
    let pid = try #require(outputs["pid"].flatMap { pid_t($0) })
    #expect(isAlive(pid))
    await processes.stop()
    try await waitForEnd(pid)
  }

  @Test func whatAModuleStartedEndsWithIt() async throws {
    let lab = try HostLab()
    let processes = lab.processes(
      try lab.module(
        "m",
        """
        child = subprocess.Popen(["sleep", "600"])
        answer(id, {"outcome": "succeeded", "outputs": {"pid": str(child.pid)}})
        """))
    let outputs = try await processes.connection(to: "m").run().outputs
    let pid = try #require(outputs["pid"].flatMap { pid_t($0) })
    await processes.stop()
    try await waitForEnd(pid)
  }

  @Test func aCrashIsSeenAlthoughAGrandchildHoldsThePipe() async throws {
    let text = try await failure("subprocess.Popen(['sleep', '600'])\nos._exit(4)")
    #expect(text.contains("exit status 4"))
  }

  @Test func aModuleGetsNothingSecretFromTheEnvironment() async throws {
    setenv("AWS_SECRET_ACCESS_KEY", "hidden-from-modules", 1)
    defer { unsetenv("AWS_SECRET_ACCESS_KEY") }
    let lab = try HostLab()
    let processes = lab.processes(
      try lab.module("m", #"answer(id, {"outcome": "succeeded", "outputs": {k: "" for k in os.environ}})"#))
    let names = try await processes.connection(to: "m").run().outputs.keys
    #expect(names.contains("PATH"))
    #expect(!names.contains { $0.hasPrefix("AWS_SECRET") })
    await processes.stop()
  }

  @Test func aModuleThatIsNotInstalledIsNamed() async throws {
    let lab = try HostLab()
    await #expect(throws: CommandError(.usage, "module 'm' is not installed")) {
      _ = try await lab.processes().connection(to: "m")
    }
  }
}
