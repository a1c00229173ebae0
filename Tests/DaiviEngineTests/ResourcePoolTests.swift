import DaiviProtocol
import Synchronization
import Testing

@testable import DaiviEngine

/// Slots and counted resources, without an engine around them.
@Suite(.timeLimit(.minutes(10))) struct ResourcePoolTests {
  private static func claim(_ dpu: Int) -> ResourcePool.Claim {
    ResourcePool.Claim(step: step("do", limits: ["dpu": dpu]), module: "m")
  }

  /// Starts a claim and returns once it is held or waits.
  private static func begin(
    _ pool: ResourcePool, _ dpu: Int, held: Latch = Latch(), until release: Latch,
    _ body: @escaping @Sendable () -> Void
  ) async -> Task<Void, any Error> {
    let before = await pool.claims
    let task = Task {
      try await pool.with(claim(dpu)) {
        body()
        held.open()
        await release.wait()
      }
    }
    while await pool.claims == before, !Task.isCancelled { await Task.yield() }
    return task
  }

  @Test func whoWaitsIsServedInOrderOfArrival() async throws {
    let pool = ResourcePool(slots: 8, capacity: ["dpu": 1])
    let order = Mutex<[Int]>([])
    let first = Latch()
    let done = Latch()
    done.open()
    var tasks = [await Self.begin(pool, 1, until: first) { order.withLock { $0.append(0) } }]
    for number in 1...4 {
      tasks.append(await Self.begin(pool, 1, until: done) { order.withLock { $0.append(number) } })
    }
    first.open()
    for task in tasks { try await task.value }
    #expect(order.withLock { $0 } == [0, 1, 2, 3, 4])
  }

  @Test func whoIsMoreUrgentIsServedFirst() async throws {
    let pool = ResourcePool(slots: 1)
    let order = Mutex<[Double]>([])
    let first = Latch()
    let holder = await Self.begin(pool, 0, until: first) {}
    var tasks = [holder]
    for urgency in [1.0, 3, 2, 3] {
      let before = await pool.claims
      let claim = ResourcePool.Claim(step: step("do"), module: "m", urgency: urgency)
      let note: @Sendable () -> Void = { order.withLock { $0.append(urgency) } }
      tasks.append(Task { try await pool.with(claim) { note() } })
      while await pool.claims == before, !Task.isCancelled { await Task.yield() }
    }
    first.open()
    for task in tasks { try await task.value }
    #expect(order.withLock { $0 } == [3, 3, 2, 1])
  }

  @Test func aLargeClaimIsNotOvertakenForEverBySmallOnes() async throws {
    let pool = ResourcePool(slots: 8, capacity: ["dpu": 2])
    let order = Mutex<[String]>([])
    let first = Latch()
    let done = Latch()
    done.open()
    let holder = await Self.begin(pool, 1, until: first) { order.withLock { $0.append("holder") } }
    let large = await Self.begin(pool, 2, until: done) { order.withLock { $0.append("large") } }
    let small = await Self.begin(pool, 1, until: done) { order.withLock { $0.append("small") } }
    first.open()
    for task in [holder, large, small] { try await task.value }
    #expect(order.withLock { $0 } == ["holder", "large", "small"])
  }

  @Test func whoNeedsSomethingElseIsNotHeldUp() async throws {
    let pool = ResourcePool(slots: 8, capacity: ["dpu": 1])
    let first = Latch()
    let done = Latch()
    done.open()
    let holder = await Self.begin(pool, 1, until: first) {}
    let waiting = await Self.begin(pool, 1, until: done) {}
    // It would hang here if it queued behind the claim that waits.
    try await pool.with(ResourcePool.Claim(step: step("other"), module: "m")) {}
    first.open()
    for task in [holder, waiting] { try await task.value }
  }

  @Test func aCancelledClaimLeavesTheQueueAndTakesNothing() async throws {
    let pool = ResourcePool(slots: 8, capacity: ["dpu": 1])
    let first = Latch()
    let done = Latch()
    done.open()
    let holder = await Self.begin(pool, 1, until: first) {}
    let cancelled = await Self.begin(pool, 1, until: done) { Issue.record("it ran although it was cancelled") }
    let next = await Self.begin(pool, 1, until: done) {}
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    first.open()
    for task in [holder, next] { try await task.value }
  }

  @Test func aTaskThatIsCancelledAlreadyTakesNothing() async throws {
    let pool = ResourcePool(slots: 1)
    let begun = Latch()
    let task = Task {
      await begun.wait()
      try await pool.with(Self.claim(1)) { () -> Void in
        Issue.record("it ran although it was cancelled")
      }
    }
    task.cancel()
    begun.open()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func whatIsHeldIsGivenBackWhenTheWorkFails() async throws {
    struct Fault: Error {}
    let pool = ResourcePool(slots: 1, capacity: ["dpu": 1])
    await #expect(throws: Fault.self) { try await pool.with(Self.claim(1)) { throw Fault() } as Void }
    try await pool.with(Self.claim(1)) { () in }
  }

  @Test func aStepThatAsksForMoreThanThereIsTakesAllThereIs() async throws {
    let pool = ResourcePool(slots: 1, capacity: ["dpu": 2])
    let ran = try await pool.with(Self.claim(10)) { true }
    #expect(ran)
  }
}
