import DaiviLedger
import DaiviProtocol
import FoundationEssentials

/// What a destroy of a target does about the steps that upgrades dropped from it.
struct LeftStepFates: Sendable {
  /// By dropped step: the step that has what it made, and takes it away.
  private(set) var takenOver: [String: String] = [:]
  /// Those that no release here knows.
  private(set) var unknown: [LeftStep] = []
  private let left: [LeftStep]

  /// - Parameter left: the dropped steps of all targets. Those whose release is here are among the node's steps.
  init(of node: DeploymentGraph.Node, left: [TargetID: [LeftStep]], _ ledger: Ledger) async throws {
    self.left = left[node.id] ?? []
    if self.left.isEmpty { return }
    let offered = Set(node.manifest.steps.map(\.id))
    let successes = try await ledger.latestSuccesses()
    let dropped = Set(left.values.joined().map(Place.init))
    for step in self.left {
      let made = Self.resources(successes.filter { Place($0) == Place(step) })
      let owner = successes.first { success in
        !dropped.contains(Place(success)) && !made.isDisjoint(with: Self.resources([success]))
      }
      if let owner {
        takenOver[step.step] = Place(owner).description
      } else if !offered.contains(step.step) {
        unknown.append(step)
      }
    }
  }

  /// What is recorded of a dropped step; nil for any other.
  func left(_ step: String) -> LeftStep? { left.first { $0.step == step } }

  private static func resources(_ attempts: [StepAttempt]) -> Set<ResourceRecord> {
    attempts.reduce(into: []) { all, attempt in
      let text = attempt.resources ?? "[]"
      all.formUnion((try? JSONDecoder().decode([ResourceRecord].self, from: Data(text.utf8))) ?? [])
    }
  }

  private struct Place: Hashable, CustomStringConvertible {
    var module: String
    var target: String
    var step: String

    init(_ attempt: StepAttempt) {
      (module, target, step) = (attempt.intent.module, attempt.intent.target, attempt.intent.step)
    }

    init(_ left: LeftStep) { (module, target, step) = (left.module, left.target, left.step) }

    var description: String { "\(module)/\(target)/\(step)" }
  }
}

extension LeftStep {
  /// Words for a step that nobody here can take away.
  var unknown: String {
    "no installed module offers step '\(step)' any more, which \(module) \(moduleVersion) made, so nobody here knows how "
      + "to take it away"
  }
}
