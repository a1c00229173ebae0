#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a short command, a credential process for example, and reads what it prints.
enum ChildProcess {
  /// Standard output of a command that ends with status 0 within a minute.
  /// - Throws: `CredentialsError`, with the end of its standard error.
  static func output(of command: [String], environment: [String: String]) async throws -> [UInt8] {
    try await BackgroundThread.run { try run(command, environment: environment) }
  }

  private static let timeLimitSeconds = 60

  private static func run(_ command: [String], environment: [String: String]) throws -> [UInt8] {
    let name = command.first ?? ""
    func failure(_ message: String) -> CredentialsError { CredentialsError(provider: name, message: message) }
    var (output, errors): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    guard pipe(&output) == 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(output[0]) }
    guard pipe(&errors) == 0 else {
      close(output[1])
      throw failure(String(cString: strerror(errno)))
    }
    defer { close(errors[0]) }
    for descriptor in output + errors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let (child, code) = spawn(command, environment, standardOutput: output[1], standardError: errors[1])
    close(output[1])
    close(errors[1])
    guard code == 0 else { throw failure("cannot be run: \(String(cString: strerror(code)))") }

    guard let (text, complaints) = read(output[0], errors[0]) else {
      kill(child, SIGKILL)
      _ = wait(child)
      throw failure("did not end within \(timeLimitSeconds) s")
    }
    let status = wait(child)
    guard status == 0 else {
      let tail = String(decoding: complaints.suffix(500), as: UTF8.self).trimmed
      throw failure("ended with status \(status)\(tail.isEmpty ? "" : ": \(tail)")")
    }
    return text
  }

  private static func spawn(
    _ command: [String], _ environment: [String: String], standardOutput: Int32, standardError: Int32
  ) -> (pid_t, Int32) {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, standardOutput, 1)
    posix_spawn_file_actions_adddup2(&actions, standardError, 2)
    // This thread blocks every signal; the child must not.
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    var arguments = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in arguments + variables { free(pointer) } }
    var child = pid_t()
    let code = posix_spawnp(&child, arguments[0] ?? strdup(""), &actions, &attributes, &arguments, &variables)
    return (child, code)
  }

  /// Both streams until their ends, or nil when time is up.
  private static func read(_ output: Int32, _ errors: Int32) -> ([UInt8], [UInt8])? {
    var texts: [[UInt8]] = [[], []]
    var polls = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
    ]
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let deadline = ContinuousClock.now + .seconds(timeLimitSeconds)
    while polls.contains(where: { $0.fd >= 0 }) {
      let left = (deadline - .now).milliseconds
      guard left > 0 else { return nil }
      guard poll(&polls, 2, Int32(left)) > 0 else { continue }
      for index in polls.indices where polls[index].fd >= 0 && polls[index].revents != 0 {
        #if canImport(Glibc)
          let count = Glibc.read(polls[index].fd, &buffer, buffer.count)
        #else
          let count = Darwin.read(polls[index].fd, &buffer, buffer.count)
        #endif
        if count > 0 { texts[index] += buffer[..<count] } else { polls[index].fd = -1 }
      }
    }
    return (texts[0], texts[1])
  }

  /// Exit status, or 128 and the signal.
  private static func wait(_ child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }
}
