import DaiviLedger
import DaiviProtocol

/// Runs a selection: every target as soon as what it needs is done, dependents of a failure not at all, the rest on.
/// Where not everything can run at once, the longest way is begun first.
public struct Deployer: Sendable {
  let graph: DeploymentGraph
  let fingerprints: Fingerprints
  let ledger: Ledger
  let connections: any ModuleConnections
  let sink: any EventSink
  let pool: ResourcePool
  let deployment: DeploymentID
  /// Stay at time and person gates instead of ending the run there.
  let staysAtGates: Bool

  public init(
    graph: DeploymentGraph, fingerprints: Fingerprints, ledger: Ledger, connections: any ModuleConnections,
    sink: any EventSink, pool: ResourcePool, deployment: DeploymentID, staysAtGates: Bool = false
  ) {
    self.staysAtGates = staysAtGates
    self.graph = graph
    self.fingerprints = fingerprints
    self.ledger = ledger
    self.connections = connections
    self.sink = sink
    self.pool = pool
    self.deployment = deployment
  }

  private enum Ending: Sendable {
    case skipped
    case done(TargetRunner.Success)
    case failed(RunReport.Failure)
    case waiting(GateWait)
    case cancelled
  }

  /// Brings every target of the selection up to date. Throws only what makes the whole run pointless (a ledger that
  /// cannot be written); failures of targets are in the report.
  public func run(_ selection: Selection) async throws -> RunReport {
    var state = try await DeployState(ledger: ledger)
    let order = graph.order.filter(selection.targets.contains)
    let durations = try await ledger.targetDurations().reduce(into: [TargetID: Double]()) {
      $0[TargetID(module: $1.module, target: $1.target)] = $1.seconds
    }
    let urgency = LongestPaths(graph, targets: selection.targets, durations: durations)
    sink.emit(.runStarted(targets: order, expected: durations.mapValues { .seconds($0) }))
    var report = RunReport()
    var waiting = order
    var ended = Set<TargetID>()
    var broken: [TargetID: TargetID] = [:]
    var held: [TargetID: TargetID] = [:]

    try await withThrowingTaskGroup(of: (TargetID, Ending).self) { group in
      func startReady() {
        var left: [TargetID] = []
        for id in waiting {
          guard let node = graph.nodes[id] else { continue }
          // A need outside the selection was deployed before: its outputs come from the ledger.
          let edges = node.needs.union(node.prefers).intersection(selection.targets)
          if let cause = node.needs.sorted().lazy.compactMap({ broken[$0] }).first {
            broken[id] = cause
            ended.insert(id)
            report.blocked.append((id, cause))
            sink.emit(.targetBlocked(id, by: cause))
          } else if let cause = node.needs.sorted().lazy.compactMap({ held[$0] }).first {
            held[id] = cause
            ended.insert(id)
            report.held.append((id, cause))
          } else if edges.isSubset(of: ended) && !Task.isCancelled {
            let snapshot = state
            group.addTask { (id, try await bringUp(node, state: snapshot, urgency: urgency[id])) }
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
        case .skipped:
          report.skipped.append(id)
        case .done(let success):
          report.done.append(id)
          state.finished(id, success)
        case .failed(let failure):
          report.failed.append(failure)
          broken[id] = id
        case .waiting(let wait):
          report.waiting.append(wait)
          held[id] = id
        case .cancelled:
          report.cancelled.append(id)
          broken[id] = id
        }
        startReady()
      }
    }
    report.cancelled += waiting
    return report
  }

  private func bringUp(
    _ node: DeploymentGraph.Node, state: DeployState, urgency: Double
  ) async throws -> Ending {
    var runner = TargetRunner(self, node: node, state: state, urgency: urgency)
    do {
      switch try await runner.decide() {
      case nil:
        sink.emit(.targetSkipped(node.id))
        return .skipped
      case let reason?:
        sink.emit(.targetStarted(node.id, reason: reason))
        let success = try await runner.run()
        sink.emit(.targetFinished(node.id, .done))
        return .done(success)
      }
    } catch let failure as TargetRunner.Failure {
      sink.emit(.targetFinished(node.id, .failed(step: failure.step, failure.error)))
      return .failed(RunReport.Failure(target: node.id, step: failure.step, error: failure.error))
    } catch let wait as GateWait {
      sink.emit(.targetFinished(node.id, .waiting(wait)))
      return .waiting(wait)
    } catch is CancellationError {
      sink.emit(.targetFinished(node.id, .cancelled))
      return .cancelled
    }
  }
}
