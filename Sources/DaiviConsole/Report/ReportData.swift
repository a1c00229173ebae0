import DaiviProtocol
import FoundationEssentials

/// Everything a report shows; its page is a pure function of it.
public struct ReportData: Sendable {
  /// A target, and how it stands.
  public struct Target: Sendable {
    /// One step's attempt in the deployment reported on.
    public struct Step: Sendable {
      public var id: String
      public var start: Date
      /// nil while it runs.
      public var end: Date?
      /// `succeeded`, `failed`, ...; `running` without an end.
      public var outcome: String
      public var detail: String?

      public init(id: String, start: Date, end: Date?, outcome: String, detail: String?) {
        self.id = id
        self.start = start
        self.end = end
        self.outcome = outcome
        self.detail = detail
      }
    }

    public var id: TargetID
    public var title: String
    public var enabled: Bool
    /// What the ledger says: `done`, `failed`, `running`, ...; nil when it was never deployed.
    public var status: String?
    public var failedChecks: Int
    /// Required and preferred.
    public var needs: Set<TargetID>
    public var steps: [Step]

    public init(
      id: TargetID, title: String, enabled: Bool, status: String?, failedChecks: Int, needs: Set<TargetID>,
      steps: [Step]
    ) {
      self.id = id
      self.title = title
      self.enabled = enabled
      self.status = status
      self.failedChecks = failedChecks
      self.needs = needs
      self.steps = steps
    }
  }

  /// A row of the list of checks, resources or gates.
  public struct Row: Sendable {
    public var target: TargetID
    /// The cells after the target's name.
    public var cells: [String]
    /// Shown first, in the colour of faults.
    public var isBad: Bool

    public init(target: TargetID, cells: [String], isBad: Bool = false) {
      self.target = target
      self.cells = cells
      self.isBad = isBad
    }
  }

  public var environment: String
  /// What is said below the title: account, region, sandbox or not.
  public var place: String
  public var deployment: Int64
  /// `deploy`, `destroy`, ...
  public var kind: String
  public var outcome: String
  public var started: Date
  /// The end, or the time of the report while the deployment runs.
  public var ended: Date
  /// In the graph's order.
  public var targets: [Target]
  /// Title, status, what was found, resource, time.
  public var checks: [Row]
  /// Type and id.
  public var resources: [Row]
  /// Kind, state, instructions, when it opens.
  public var gates: [Row]

  public init(
    environment: String, place: String, deployment: Int64, kind: String, outcome: String, started: Date, ended: Date,
    targets: [Target], checks: [Row], resources: [Row], gates: [Row]
  ) {
    self.environment = environment
    self.place = place
    self.deployment = deployment
    self.kind = kind
    self.outcome = outcome
    self.started = started
    self.ended = ended
    self.targets = targets
    self.checks = checks
    self.resources = resources
    self.gates = gates
  }

  /// Seconds since the deployment's start.
  func seconds(_ date: Date) -> Double { max(0, date.timeIntervalSince(started)) }

  /// When each target that ran did so.
  var spans: [TargetID: CriticalPath.Span] {
    targets.reduce(into: [:]) { spans, target in
      guard let start = target.steps.map(\.start).min() else { return }
      let end = target.steps.map { $0.end ?? ended }.max() ?? start
      spans[target.id] = CriticalPath.Span(start: seconds(start), end: seconds(end))
    }
  }

  /// The chain that decided how long the deployment took. A destroy goes the edges backwards.
  public var criticalPath: CriticalPath {
    var needs: [TargetID: Set<TargetID>] = [:]
    for target in targets {
      for need in target.needs {
        if kind == "destroy" {
          needs[need, default: []].insert(target.id)
        } else {
          needs[target.id, default: []].insert(need)
        }
      }
    }
    return CriticalPath(spans: spans, needs: needs)
  }
}
