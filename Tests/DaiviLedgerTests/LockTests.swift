import DaiviSystem
import FoundationEssentials
import Glibc
import Testing

@testable import DaiviLedger

@Suite struct LockTests {
  let scratch = try! Scratch()

  @Test func aSecondDeployerIsToldWhoIsAtWork() throws {
    let lock = try Ledger.lock(directory: scratch.directory, command: "daivi-host deploy", since: noon)
    do {
      _ = try Ledger.lock(directory: scratch.directory, command: "daivi-host destroy")
      Issue.record("the lock was taken twice")
    } catch LockError.held(let holder, let path) {
      #expect(path == lock.path)
      #expect(holder?.process == getpid())
      #expect(holder?.isAlive == true)
      let text = LockError.held(by: holder, path: path).description
      #expect(text.contains("`daivi-host deploy`, process \(getpid()), since 2026-03-01T12:00:00.250Z"))
    }
    lock.release()
    #expect(lock.descriptor == nil)
    _ = try Ledger.lock(directory: scratch.directory, command: "daivi-host destroy")
  }

  @Test func theLockIsHeldByTheModulesOfADeadHost() async throws {
    let directory = scratch.directory
    let fifo = directory + "/fifo"
    try #require(mkfifo(fifo, 0o600) == 0)
    await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String, fifo = fifo as String] in
      let lock = try Ledger.lock(directory: directory, command: "daivi-host deploy")
      // A module that lives until the test opens the pipe.
      _ = try ChildProcess.start(
        "/bin/sh", arguments: ["-c", "read line < \(fifo)"], environment: [:], inherited: lock.descriptor)
      kill(getpid(), SIGKILL)
    }
    do {
      _ = try Ledger.lock(directory: directory, command: "daivi-host deploy")
      Issue.record("the lock was free although a module lives")
    } catch LockError.held(let holder, let path) {
      #expect(holder?.isAlive == false)
      #expect(LockError.held(by: holder, path: path).description.contains("modules it started still run"))
    }
    // Ends the module; the blocking flock returns when the kernel has closed its descriptor.
    let end = open(fifo, O_WRONLY | O_CLOEXEC)
    close(end)
    let path = directory + "/lock"
    try await BlockingThread.run {
      let descriptor = open(path, O_RDWR | O_CLOEXEC)
      defer { close(descriptor) }
      guard flock(descriptor, LOCK_EX) == 0 else { throw SystemError("lock", path) }
    }
    _ = try Ledger.lock(directory: directory, command: "daivi-host deploy")
  }

  @Test func otherChildrenDoNotHoldTheLock() async throws {
    let lock = try Ledger.lock(directory: scratch.directory, command: "daivi-host deploy")
    let child = try ChildProcess.start("/bin/cat", arguments: [], environment: [:])
    lock.release()
    _ = try Ledger.lock(directory: scratch.directory, command: "daivi-host deploy")
    for descriptor in [child.input, child.output, child.error] { close(descriptor) }
    _ = await child.wait()
  }

  @Test func aDirectoryThatCannotBeMadeIsSaid() {
    #expect(throws: LockError.self) { try Ledger.lock(directory: "/dev/null/x", command: "daivi-host deploy") }
  }
}
