import DaiviConsole
import FoundationEssentials
import Synchronization

/// A clock that moves only when the test says so. The run starts at 2026-01-02T03:04:05Z.
final class ManualClock: Sendable {
  private let time = Mutex(Duration.zero)

  func advance(_ seconds: Double) { time.withLock { $0 += .milliseconds(Int(seconds * 1000)) } }

  var clock: RunClock {
    RunClock(
      elapsed: { self.time.withLock { $0 } },
      date: { Date(timeIntervalSince1970: 1_767_323_045 + Double(self.time.withLock { $0 } / .milliseconds(1)) / 1000) }
    )
  }
}
