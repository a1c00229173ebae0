import DaiviSystem
import Glibc

/// A thread that calls a body when woken or when the time the body asked for is over, and sleeps otherwise.
///
/// Not a task: drawing to a slow terminal must not hold one of the few threads the engine runs on. The mutex guards
/// `woken` and `stopped`; the condition is signalled at every change of either.
final class Ticker: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var woken = false
  private var stopped = false
  private var started = false

  /// Least time between two calls of the body, so that a flood of events costs a steady few draws a second.
  private let interval: Duration
  private let body: @Sendable () -> Duration?

  /// `body` returns when it wants to be called again at the latest; nil: only when woken.
  init(atMostEvery interval: Duration, _ body: @escaping @Sendable () -> Duration?) {
    self.interval = interval
    self.body = body
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Asks for a call; starts the thread the first time.
  func wake() {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if stopped || woken { return }
    woken = true
    if started {
      pthread_cond_signal(condition)
    } else {
      started = true
      BlockingThread.start { self.run() }
    }
  }

  /// No call begins after this returns; one already begun may still end.
  func stop() {
    pthread_mutex_lock(mutex)
    stopped = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  private func run() {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !stopped {
      woken = false
      pthread_mutex_unlock(mutex)
      let last = Self.now()
      let latest = body()
      pthread_mutex_lock(mutex)
      while !stopped {
        let due = woken ? last + interval : latest.map { last + max($0, interval) }
        if let due, Self.now() >= due { break }
        wait(until: due)
      }
    }
  }

  private func wait(until due: Duration?) {
    guard let due else {
      pthread_cond_wait(condition, mutex)
      return
    }
    let (seconds, attoseconds) = due.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    pthread_cond_timedwait(condition, mutex, &time)
  }

  private static func now() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
