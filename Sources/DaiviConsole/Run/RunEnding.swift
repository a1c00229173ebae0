import DaiviEngine

/// How a run ended, for whoever shows it.
public struct RunEnding: Sendable {
  /// Nil when the engine threw, or the run only looked.
  public var report: RunReport?
  /// What a search of the account found after a destroy of everything; nil where none was made.
  public var remains: RunRemains?
  /// Why it broke off, in words; nil when it did not.
  public private(set) var error: String?
  /// Whether a person wanted it to break off.
  public private(set) var isCancelled = false

  public init(_ report: RunReport?, remains: RunRemains? = nil) {
    self.report = report
    self.remains = remains
  }

  /// A run that an error ended.
  /// - Parameter report: what the engine had done before.
  public init(brokenOffBy error: any Error, after report: RunReport? = nil) {
    self.report = report
    isCancelled = error is CancellationError || Interruption.isRequested
    self.error = error is CancellationError ? "interrupted" : "\(error)"
  }
}

/// What still bears an environment's name after a destroy.
public struct RunRemains: Sendable {
  public struct Item: Sendable {
    public var type: String
    public var name: String
    public var region: String
    /// Why it is there on purpose; nil where nobody knows.
    public var reason: String?

    public init(type: String, name: String, region: String, reason: String?) {
      self.type = type
      self.name = name
      self.region = region
      self.reason = reason
    }
  }

  public var items: [Item]
  /// What could not be looked at, each with its error.
  public var unseen: [String]

  public init(items: [Item], unseen: [String]) {
    self.items = items
    self.unseen = unseen
  }
}
