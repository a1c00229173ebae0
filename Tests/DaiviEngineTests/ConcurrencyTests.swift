import DaiviProtocol
import Testing

@testable import DaiviEngine

/// How many things happen at once, and what waits for what.
@Suite(.timeLimit(.minutes(10))) struct ConcurrencyTests {
  @Test func independentTargetsRunAtOnce() async throws {
    let lab = try await EngineLab()
    let meeting = Meeting(of: 3)
    for name in ["a", "b", "c"] {
      // Each waits for the two others: run one after the other, none would ever end.
      lab.modules.onApply("\(name)/do") { _ in
        await meeting.arrive()
        return StepApplyResult(outcome: .succeeded)
      }
    }
    let report = try await lab.deploy(module("m", target("a"), target("b"), target("c")))
    #expect(Set(report.done) == ["m/a", "m/b", "m/c"])
  }

  @Test func noMoreStepsRunThanConcurrencyAllows() async throws {
    let lab = try await EngineLab()
    let occupancy = Occupancy()
    let pairs = Meeting(of: 2)
    let names = ["a", "b", "c", "d", "e", "f"]
    for name in names {
      lab.modules.onApply("\(name)/do") { _ in
        occupancy.enter()
        await pairs.arrive()
        occupancy.leave()
        return StepApplyResult(outcome: .succeeded)
      }
    }
    let manifest = ModuleManifest(
      module: "m", version: "1.0.0", title: "", maxConcurrentSteps: 16, targets: names.map { target($0) })
    let report = try await lab.deploy(manifest, concurrency: 2)
    #expect(report.done.count == 6)
    #expect(occupancy.most == 2)
  }

  @Test func aModuleIsAskedNoMoreAtOnceThanItSays() async throws {
    let lab = try await EngineLab()
    let occupancy = Occupancy()
    for name in ["a", "b", "c"] {
      lab.modules.onApply("\(name)/do") { _ in
        occupancy.enter()
        await Task.yield()
        occupancy.leave()
        return StepApplyResult(outcome: .succeeded)
      }
    }
    let report = try await lab.deploy(module("m", concurrent: 1, target("a"), target("b"), target("c")))
    #expect(report.done.count == 3)
    #expect(occupancy.most == 1)
  }

  @Test func aTargetStartsWhenWhatItNeedsIsDoneNotWhenItsLevelIs() async throws {
    let lab = try await EngineLab()
    let loaded = Latch()
    // "slow" is on the level of "keys" but ends only after "load", which needs "keys" alone.
    lab.modules.onApply("slow/do") { _ in
      await loaded.wait()
      return StepApplyResult(outcome: .succeeded)
    }
    lab.modules.onApply("load/do") { _ in
      loaded.open()
      return StepApplyResult(outcome: .succeeded)
    }
    let report = try await lab.deploy(module("m", target("keys"), target("slow"), target("load", after: ["m/keys"])))
    #expect(report.done.last == "m/slow")
  }

  @Test func aStepThatWaitsForASingletonHoldsNoSlot() async throws {
    let lab = try await EngineLab()
    let free = Latch()
    let occupancy = Occupancy()
    for name in ["a", "b"] {
      lab.modules.onApply("\(name)/do") { _ in
        occupancy.enter()
        await free.wait()
        occupancy.leave()
        return StepApplyResult(outcome: .succeeded)
      }
    }
    // Of two slots one is taken by the holder of the singleton; were the other held by who waits, this never ran.
    lab.modules.onApply("c/do") { _ in
      free.open()
      return StepApplyResult(outcome: .succeeded)
    }
    let alone = [step("do", singletons: ["lakeformation-settings"])]
    let report = try await lab.deploy(
      module("m", target("a", steps: alone), target("b", steps: alone), target("c")), concurrency: 2)
    #expect(report.done.count == 3)
    #expect(occupancy.most == 1)
  }

  @Test func countedResourcesAreNotExceeded() async throws {
    let lab = try await EngineLab()
    let occupancy = Occupancy()
    for name in ["a", "b", "c", "d"] {
      lab.modules.onApply("\(name)/do") { _ in
        occupancy.enter()
        await Task.yield()
        occupancy.leave()
        return StepApplyResult(outcome: .succeeded)
      }
    }
    let job = [step("do", limits: ["glue-dpu": 4])]
    let report = try await lab.deploy(
      module("m", target("a", steps: job), target("b", steps: job), target("c", steps: job), target("d", steps: job)),
      limits: ["glue-dpu": 10])
    #expect(report.done.count == 4)
    #expect(occupancy.most <= 2)
  }

  @Test func whatOnlyLooksIsNoMoreAtOnceEither() async throws {
    let lab = try await EngineLab()
    let occupancy = Occupancy()
    @Sendable func look() async {
      occupancy.enter()
      await Task.yield()
      occupancy.leave()
    }
    let names = ["a", "b", "c"]
    for name in names {
      lab.modules.onGate("\(name)/ready") { _ in
        await look()
        return GateCheckResult(state: .open)
      }
      lab.modules.onVerify("\(name)/do") { _ in
        await look()
        return []
      }
      lab.modules.onPlan("\(name)/do") { _ in
        await look()
        return []
      }
    }
    func manifests(_ revision: String) -> [ModuleManifest] {
      let targets = names.map { target($0, after: ["base/keys"], steps: [gate("ready"), step("do")]) }
      return [
        module("base", target("keys", steps: [step("do", revision: revision)])),
        ModuleManifest(module: "m", version: "1.0.0", title: "", maxConcurrentSteps: 1, targets: targets),
      ]
    }
    let (first, second) = (manifests("1"), manifests("2"))
    let graph = try DeploymentGraph(manifests: first)
    let entries = try await Planner(
      graph: graph, fingerprints: Fingerprints(environment: EngineLab.environment, parameters: [:]),
      ledger: lab.ledger, connections: lab.modules
    ).plan(Selection([], in: graph))
    #expect(entries.count == 4)
    #expect(try await lab.deploy(first[0], first[1]).done.count == 4)
    // What needs the keys is looked at because they were made again.
    #expect(try await lab.deploy(second[0], second[1]).skipped.count == 3)
    #expect(lab.modules.verified.count == 3)
    #expect(occupancy.most == 1)
  }
}
