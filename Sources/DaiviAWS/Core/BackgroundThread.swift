#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A thread of its own for work that blocks, which must not occupy Swift's few cooperative threads.
enum BackgroundThread {
  /// Runs `body` on a new thread with every signal blocked: signals belong to the process's other threads.
  /// - Returns: nil, or why there is no thread.
  static func start(_ body: @escaping @Sendable () -> Void) -> String? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let work = Unmanaged.passRetained(Work(body))
    #if canImport(Glibc)
      var thread = pthread_t()
      let code = pthread_create(&thread, &attributes, { runWork($0!) }, work.toOpaque())
    #else
      var thread: pthread_t?
      let code = pthread_create(&thread, &attributes, { runWork($0) }, work.toOpaque())
    #endif
    guard code == 0 else {
      work.release()
      return "no thread: \(String(cString: strerror(code)))"
    }
    return nil
  }
}

private final class Work {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}

private func runWork(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  var signals = sigset_t()
  sigfillset(&signals)
  pthread_sigmask(SIG_SETMASK, &signals, nil)
  Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
  return nil
}

extension BackgroundThread {
  /// Runs blocking work on a thread of its own and waits for its result without blocking a task's thread.
  static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let refusal = start { continuation.resume(with: Result(catching: body)) }
      if let refusal { continuation.resume(throwing: HTTPError(.unavailable, refusal)) }
    }
  }
}
