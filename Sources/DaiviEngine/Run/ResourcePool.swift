import DaiviProtocol

/// Hands out slots, counted resources and account singletons; a step takes all it needs at once or waits for them,
/// holding nothing meanwhile. The actor guards what is free and who waits: the most urgent first, then in order of
/// arrival.
public actor ResourcePool {
  /// What a step takes.
  public struct Claim: Sendable {
    var amounts: [String: Int]
    /// Who has more goes first.
    var urgency: Double

    /// One slot, one place at the module, the step's counted resources and its singletons.
    public init(step: StepManifest, module: String, urgency: Double = 0) {
      self.urgency = urgency
      amounts = step.limits
      for name in step.singletons { amounts["singleton:\(name)"] = 1 }
      amounts["module:\(module)"] = 1
      amounts["slot"] = 1
    }

    /// One slot and one place at the module: for a request that only looks.
    public init(module: String, urgency: Double = 0) {
      self.urgency = urgency
      amounts = ["module:\(module)": 1, "slot": 1]
    }
  }

  private struct Waiter {
    var id: Int
    var amounts: [String: Int]
    var urgency: Double
    var continuation: CheckedContinuation<Void, any Error>
  }

  private let capacity: [String: Int]
  private var used: [String: Int] = [:]
  private var waiters: [Waiter] = []
  /// Claims made so far.
  private(set) var claims = 0

  /// `capacity` names counted resources; one that is not named is unlimited, singletons have one holder.
  /// `modules` says how many steps each module takes at once.
  public init(slots: Int, capacity: [String: Int] = [:], modules: [ModuleManifest] = []) {
    var all = capacity
    for module in modules { all["module:\(module.module)"] = max(1, module.maxConcurrentSteps) }
    all["slot"] = max(1, slots)
    self.capacity = all
  }

  /// Runs `body` with the claim held.
  public nonisolated func with<Value: Sendable>(
    _ claim: Claim, _ body: () async throws -> Value
  ) async throws -> Value {
    let amounts = try await take(claim)
    do {
      let value = try await body()
      await give(amounts)
      return value
    } catch {
      await give(amounts)
      throw error
    }
  }

  private func take(_ claim: Claim) async throws -> [String: Int] {
    // A step that asks for more than there is takes all there is, rather than waiting for ever.
    let amounts = claim.amounts.reduce(into: [String: Int]()) { result, entry in
      if let limit = limit(entry.key) { result[entry.key] = min(entry.value, limit) }
    }
    try Task.checkCancellation()
    claims += 1
    let id = claims
    // A newcomer does not take what somebody before it waits for: many small claims would starve a large one.
    let place = waiters.firstIndex { $0.urgency < claim.urgency } ?? waiters.endIndex
    let wanted = waiters[..<place].reduce(into: Set<String>()) { $0.formUnion(lacking($1.amounts)) }
    if fits(amounts) && wanted.isDisjoint(with: amounts.keys) {
      add(amounts)
      return amounts
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        if Task.isCancelled {
          continuation.resume(throwing: CancellationError())
        } else {
          waiters.insert(
            Waiter(id: id, amounts: amounts, urgency: claim.urgency, continuation: continuation), at: place)
        }
      }
    } onCancel: {
      Task { await self.abandon(id) }
    }
    return amounts
  }

  private func give(_ amounts: [String: Int]) {
    for (name, amount) in amounts { used[name, default: 0] -= amount }
    serve()
  }

  /// Gives what is free to those who wait, in order; who lacks something keeps it from those behind.
  private func serve() {
    var left: [Waiter] = []
    var wanted = Set<String>()
    for waiter in waiters {
      if fits(waiter.amounts) && wanted.isDisjoint(with: waiter.amounts.keys) {
        add(waiter.amounts)
        waiter.continuation.resume()
      } else {
        wanted.formUnion(lacking(waiter.amounts))
        left.append(waiter)
      }
    }
    waiters = left
  }

  private func abandon(_ id: Int) {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
    waiters.remove(at: index).continuation.resume(throwing: CancellationError())
    serve()
  }

  private func lacking(_ amounts: [String: Int]) -> [String] {
    amounts.filter { name, amount in used[name, default: 0] + amount > limit(name) ?? .max }.map(\.key)
  }

  private func limit(_ name: String) -> Int? { name.hasPrefix("singleton:") ? 1 : capacity[name] }

  private func fits(_ amounts: [String: Int]) -> Bool {
    amounts.allSatisfy { name, amount in used[name, default: 0] + amount <= limit(name) ?? .max }
  }

  private func add(_ amounts: [String: Int]) {
    for (name, amount) in amounts { used[name, default: 0] += amount }
  }
}

extension ResourcePool {
  /// Only the modules' own limits.
  static func ofModules(in graph: DeploymentGraph) -> ResourcePool {
    ResourcePool(slots: .max, modules: Array(graph.modules.values))
  }
}
