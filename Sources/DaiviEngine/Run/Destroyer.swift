import DaiviLedger
import DaiviProtocol

/// Takes a selection away, in reverse order: a target goes as soon as everything that needs it is gone. What fails
/// keeps what it needs; the rest goes on.
public struct Destroyer: Sendable {
  let graph: DeploymentGraph
  let ledger: Ledger
  let connections: any ModuleConnections
  let sink: any EventSink
  let pool: ResourcePool
  let deployment: DeploymentID
  let left: [TargetID: [LeftStep]]

  /// - Parameter left: steps that upgrades dropped (`LeftSteps.dropped`). The graph has those whose release is here
  ///   (`LeftSteps.joined`), and the connections ask that release about them; the others end their targets.
  public init(
    graph: DeploymentGraph, ledger: Ledger, connections: any ModuleConnections, sink: any EventSink,
    pool: ResourcePool, deployment: DeploymentID, left: [LeftStep] = []
  ) {
    self.left = Dictionary(grouping: left) { TargetID(module: $0.module, target: $0.target) }
    self.graph = graph
    self.ledger = ledger
    self.connections = connections
    self.sink = sink
    self.pool = pool
    self.deployment = deployment
  }

  private enum Ending: Sendable {
    case done
    case failed(RunReport.Failure)
    case cancelled
  }

  /// Destroys what the selection names and forgets it. Throws only what makes the whole run pointless (a ledger that
  /// cannot be written); failures of targets are in the report.
  public func run(_ selection: DestroySelection) async throws -> RunReport {
    let state = try await DeployState(ledger: ledger)
    let order = selection.order(in: graph)
    sink.emit(.runStarted(targets: order))
    let dependents = Self.reversed(graph, over: selection.targets)
    var report = RunReport()
    var waiting = order
    var ended = Set<TargetID>()
    var broken: [TargetID: TargetID] = [:]

    try await withThrowingTaskGroup(of: (TargetID, Ending).self) { group in
      func startReady() {
        var left: [TargetID] = []
        for id in waiting {
          guard let node = graph.nodes[id] else { continue }
          let after = dependents[id] ?? []
          if let cause = after.sorted().lazy.compactMap({ broken[$0] }).first {
            broken[id] = cause
            ended.insert(id)
            report.blocked.append((id, cause))
            sink.emit(.targetBlocked(id, by: cause))
          } else if after.isSubset(of: ended) && !Task.isCancelled {
            group.addTask { (id, try await takeAway(node, state: state)) }
          } else {
            left.append(id)
          }
        }
        waiting = left
      }

      startReady()
      while let (id, ending) = try await group.next() {
        ended.insert(id)
        switch ending {
        case .done: report.done.append(id)
        case .failed(let failure):
          report.failed.append(failure)
          broken[id] = id
        case .cancelled:
          report.cancelled.append(id)
          broken[id] = id
        }
        startReady()
      }
    }
    report.cancelled += waiting
    report.failed += selection.orphans.map(Self.orphaned)
    return report
  }

  private func takeAway(_ node: DeploymentGraph.Node, state: DeployState) async throws -> Ending {
    sink.emit(.targetStarted(node.id, reason: .destroy))
    do {
      try await DestroyRunner(self, node: node, state: state).run()
      sink.emit(.targetFinished(node.id, .done))
      return .done
    } catch let failure as TargetRunner.Failure {
      sink.emit(.targetFinished(node.id, .failed(step: failure.step, failure.error)))
      return .failed(RunReport.Failure(target: node.id, step: failure.step, error: failure.error))
    } catch is CancellationError {
      sink.emit(.targetFinished(node.id, .cancelled))
      return .cancelled
    }
  }

  /// Who must be gone before each target: whatever takes something of it, needed or not.
  private static func reversed(
    _ graph: DeploymentGraph, over targets: Set<TargetID>
  ) -> [TargetID: Set<TargetID>] {
    var dependents: [TargetID: Set<TargetID>] = [:]
    for id in targets {
      guard let node = graph.nodes[id] else { continue }
      for need in node.needs.union(node.prefers).intersection(targets) { dependents[need, default: []].insert(id) }
    }
    return dependents
  }

  private static func orphaned(_ id: TargetID) -> RunReport.Failure {
    RunReport.Failure(
      target: id, step: "",
      error: StepError(
        message: "no installed module offers this target any more, so nobody here knows how to take it away",
        hint: installHint(id.module)))
  }

  static func installHint(_ module: String) -> String {
    "install the release of '\(module)' it was deployed with (daivi-host status names it), then destroy"
  }
}
