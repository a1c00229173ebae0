import Synchronization
import Testing

@testable import DaiviConsole

@Suite struct TickerTests {
  private final class Calls: Sendable {
    let count = Mutex(0)
    func add() { count.withLock { $0 += 1 } }
    func reach(_ goal: Int) async -> Bool {
      let deadline = ContinuousClock.now + .seconds(120)
      while count.withLock({ $0 }) < goal {
        if ContinuousClock.now > deadline { return false }
        await Task.yield()
      }
      return true
    }
  }

  @Test func itCallsAgainWhenTheTimeItWasToldIsOver() async {
    let calls = Calls()
    let ticker = Ticker(atMostEvery: .zero) {
      calls.add()
      return .milliseconds(1)
    }
    ticker.wake()
    #expect(await calls.reach(20))
    ticker.stop()
  }

  @Test func aWakeIsNeverLost() async {
    let calls = Calls()
    let ticker = Ticker(atMostEvery: .zero) {
      calls.add()
      return nil
    }
    for call in 1...200 {
      ticker.wake()
      #expect(await calls.reach(call))
    }
    ticker.stop()
  }

  @Test func wakesThatComeTooFastBecomeOneCall() async {
    let calls = Calls()
    let ticker = Ticker(atMostEvery: .seconds(3600)) {
      calls.add()
      return nil
    }
    ticker.wake()
    #expect(await calls.reach(1))
    // Long enough for a thread that does not hold back to call many times.
    let end = ContinuousClock.now + .milliseconds(50)
    while ContinuousClock.now < end {
      ticker.wake()
      await Task.yield()
    }
    ticker.stop()
    #expect(calls.count.withLock { $0 } == 1)
  }

  @Test func theThreadEndsAndLetsGoWhenStopped() async {
    weak var released: Calls?
    do {
      let calls = Calls()
      released = calls
      let ticker = Ticker(atMostEvery: .zero) {
        calls.add()
        return .milliseconds(1)
      }
      ticker.wake()
      #expect(await calls.reach(2))
      ticker.stop()
    }
    let deadline = ContinuousClock.now + .seconds(120)
    while released != nil && ContinuousClock.now < deadline { await Task.yield() }
    #expect(released == nil)
  }
}
