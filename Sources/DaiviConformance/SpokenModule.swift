import DaiviProtocol
import DaiviSystem
import Glibc
import Synchronization

/// A module's `serve` under test: raw bytes in, lines out, and everything ended when the time is over.
///
/// The mutex guards what its threads and tasks share: whether the time is over, and the end of its stderr.
final class SpokenModule: Sendable {
  private let child: ChildProcess
  private let lines: DescriptorTransport
  private let ended: Task<ChildProcess.Exit, Never>
  private let watchdog = Mutex<Task<Void, Never>?>(nil)
  private let state = Mutex(State())

  private struct State {
    var isOverdue = false
    var isClosed = false
    var stderr: [UInt8] = []
    var isDrained = false
  }

  /// - Parameter seconds: how long the whole conversation may take.
  init(_ path: String, words: [String] = ["serve"], cookie: Bool = true, directory: String, seconds: Int) throws {
    let own = ProcessEnvironment.variables()
    var variables = own.filter {
      ["PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "SWIFT_BACKTRACE"].contains($0.key)
    }
    if cookie { variables[hostCookieVariable] = "1" }
    child = try ChildProcess.start(path, arguments: words, environment: variables, directory: directory)
    let nothing = open("/dev/null", O_WRONLY | O_CLOEXEC)
    lines = try DescriptorTransport(reading: child.output, writing: nothing)
    _ = fcntl(child.input, F_SETFL, O_NONBLOCK)
    let child = child
    ended = Task {
      let exit = await child.wait()
      child.signalGroup(SIGKILL)
      return exit
    }
    BlockingThread.start { [weak self, error = child.error] in
      defer {
        close(error)
        self?.state.withLock { $0.isDrained = true }
      }
      var buffer = [UInt8](repeating: 0, count: 16384)
      while true {
        let count = read(error, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        self?.state.withLock { $0.stderr = ($0.stderr + buffer[..<count]).suffix(2048) }
      }
    }
    let lines = lines
    watchdog.withLock {
      $0 = Task { [weak self] in
        guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
        self?.state.withLock { $0.isOverdue = true }
        child.signalGroup(SIGKILL)
        await lines.close()
      }
    }
  }

  var isOverdue: Bool { state.withLock { $0.isOverdue } }

  /// The last line it wrote to stderr. Of a module that has ended; who else holds the pipe is not waited for long.
  func lastWord() async -> String {
    for _ in 0..<200 {
      if state.withLock({ $0.isDrained }) { break }
      try? await Task.sleep(for: .milliseconds(10))
    }
    let text = String(decoding: state.withLock { $0.stderr }, as: UTF8.self)
    return text.split(separator: "\n").last.map(String.init) ?? ""
  }

  /// Writes all bytes, in pieces of at most `piece`; a module that left is no error, its silence will be.
  func write(_ bytes: [UInt8], piece: Int = .max) async throws {
    let input = child.input
    try await BlockingThread.run { [weak self] in
      var offset = 0
      while offset < bytes.count {
        var entry = pollfd(fd: input, events: Int16(POLLOUT), revents: 0)
        if poll(&entry, 1, 100) <= 0 {
          if self?.isOverdue ?? true { return }
          continue
        }
        let count = min(piece, bytes.count - offset)
        let written = bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress! + offset, count) }
        if written < 0 && errno != EINTR && errno != EAGAIN { return }
        offset += max(written, 0)
        if piece != .max { usleep(500) }
      }
    }
  }

  /// The next line; nil when the module closed its stdout or the time is over. Throws `FramingError`.
  func receive() async throws -> [UInt8]? { try await lines.receive() }

  func closeInput() {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    if isFirst { close(child.input) }
  }

  /// Waits for the end; nil when it had to be killed because the time was over.
  func exit() async -> ChildProcess.Exit? {
    let exit = await ended.value
    return isOverdue ? nil : exit
  }

  /// Ends it, whatever it does.
  func end() async {
    closeInput()
    child.signalGroup(SIGKILL)
    _ = await ended.value
    watchdog.withLock { $0?.cancel() }
    await lines.close()
  }
}
