/// Where an environment lives. What was recorded is trusted only while this stays the same.
public struct LedgerIdentity: Equatable, Sendable {
  public var app: String
  public var environment: String
  /// The 12-digit AWS account.
  public var account: String
  /// The endpoint in use; empty for AWS itself.
  public var endpoint: String
  /// The id of the sandbox's state; a sandbox that was wiped has another.
  public var sandboxID: String?
  public var primaryRegion: String
  public var secondaryRegion: String?

  public init(
    app: String, environment: String, account: String, endpoint: String = "", sandboxID: String? = nil,
    primaryRegion: String, secondaryRegion: String? = nil
  ) {
    self.app = app
    self.environment = environment
    self.account = account
    self.endpoint = endpoint
    self.sandboxID = sandboxID
    self.primaryRegion = primaryRegion
    self.secondaryRegion = secondaryRegion
  }

  /// A part of the identity whose change makes what was recorded worthless. The secondary region is none: it adds to
  /// what is deployed and moves nothing.
  public enum Part: String, Sendable, CaseIterable {
    case app, environment, account, endpoint, sandbox
    case primaryRegion = "primary region"
  }

  /// The parts in which another identity differs.
  public func parts(differingFrom other: LedgerIdentity) -> [Part] {
    Part.allCases.filter { part in
      switch part {
      case .app: app != other.app
      case .environment: environment != other.environment
      case .account: account != other.account
      case .endpoint: endpoint != other.endpoint
      case .sandbox: sandboxID != other.sandboxID
      case .primaryRegion: primaryRegion != other.primaryRegion
      }
    }
  }
}

/// What `establish` found.
public enum IdentityChange: Equatable, Sendable {
  /// Nothing was recorded before.
  case first
  /// The same place; what is recorded stands.
  case unchanged
  /// Another place: target states, outputs, checks, gates and open attempts were put aside as history.
  case replaced(previous: LedgerIdentity, parts: [LedgerIdentity.Part])
}
