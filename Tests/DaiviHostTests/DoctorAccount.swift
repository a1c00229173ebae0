import DaiviHost
import DaiviProtocol
import DaiviSystem
import Synchronization

/// An account as a test wants it; counts what it was asked.
final class FakeAccount: AccountInspector {
  struct Refused: Error, CustomStringConvertible { var description: String { "AccessDenied: not yours (request r-1)" } }

  struct State: Sendable {
    var source: String? = "profile test"
    var account = "111122223333"
    var regions: Set<String> = ["us-east-1", "us-west-2"]
    var zones = ["a", "b", "c"]
    var roles: Set<String> = ["Admin"]
    var limits: [AccountQuota: Double] = [.elasticIPs: 5, .vpcs: 5, .glueDPUs: 1000, .glueJobRuns: 200]
    var used: [AccountQuota: Int] = [.elasticIPs: 1, .vpcs: 1]
    /// Questions that are refused, by method.
    var refused: Set<String> = []
    /// Questions that are never answered.
    var silent: Set<String> = []
  }

  private let state: State
  private let asked = Mutex<[String]>([])

  /// What it was asked so far.
  var questions: [String] { asked.withLock { $0 } }

  init(_ change: (inout State) -> Void = { _ in }) {
    var state = State()
    change(&state)
    self.state = state
  }

  private func ask(_ question: String) async throws {
    asked.withLock { $0.append(question) }
    if state.refused.contains(question) { throw Refused() }
    if state.silent.contains(question) { try await Task.sleep(for: .seconds(3600)) }
  }

  func credentialsSource() async throws -> String {
    guard let source = state.source else { throw Refused() }
    return source
  }

  func assumeDeployRole() async throws { try await ask("assume") }

  func caller() async throws -> (account: String, arn: String) {
    try await ask("caller")
    return (state.account, "arn:aws:iam::\(state.account):role/Admin")
  }

  func enabledRegions() async throws -> Set<String> {
    try await ask("regions")
    return state.regions
  }

  func availabilityZones(region: String) async throws -> [String] {
    try await ask("zones")
    return state.zones.map { region + $0 }
  }

  func roleExists(_ name: String) async throws -> Bool {
    try await ask("role")
    return state.roles.contains(name)
  }

  func limit(_ quota: AccountQuota, region: String) async throws -> Double {
    try await ask("quotas")
    return state.limits[quota] ?? 0
  }

  func usage(_ quota: AccountQuota, region: String) async throws -> Int? { state.used[quota] }
}
