import DaiviEngine
import DaiviProtocol

/// Whether a full deployment fits in the account's service quotas.
struct QuotaChecks: Sendable {
  var region: String
  var inspector: any AccountInspector
  var seconds = 10

  /// What a deployment will take on top of what there is.
  struct Needs: Hashable, Sendable {
    /// Networks still to be made: a VPC and a NAT gateway's address each.
    var networks: Int
    /// Glue DPUs of the steps that may run at once, and how many of those steps there are.
    var dpus: Int
    var runs: Int
    /// The most that one step takes.
    var largestStep: Int

    /// Targets that make a VPC with one NAT gateway each; modules' names may change, the guide's targets stay.
    private static let networkTargets: Set<String> = ["deploy-vpc", "deploy-domain-prereq"]
    /// Steps at once, `deploy --concurrency`.
    private static let concurrency = 8

    init(graph: DeploymentGraph, limits: [String: Int], deployed: Set<TargetID>) {
      let nodes = graph.nodes.values.filter { $0.enabled }
      networks = nodes.filter { Self.networkTargets.contains($0.id.target) && !deployed.contains($0.id) }.count
      let steps = nodes.flatMap { $0.manifest.steps }.compactMap { $0.limits["glue-dpu"] }.sorted(by: >)
      let atOnce = steps.prefix(Self.concurrency)
      dpus = min(limits["glue-dpu"] ?? .max, atOnce.reduce(0, +))
      runs = atOnce.count
      largestStep = steps.first ?? 0
    }
  }

  func findings(_ needs: Needs) async -> [DoctorFinding] {
    await withTaskGroup(of: (Int, DoctorFinding).self) { group in
      for (index, quota) in AccountQuota.allCases.enumerated() {
        group.addTask { (index, await finding(quota, needs)) }
      }
      var found: [Int: DoctorFinding] = [:]
      for await (index, finding) in group { found[index] = finding }
      return found.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// For accounts that cannot be asked.
  static func unasked(_ why: String) -> [DoctorFinding] {
    AccountQuota.allCases.map { DoctorFinding("account", .notChecked, "quota: \($0.title)", why) }
  }

  private func finding(_ quota: AccountQuota, _ needs: Needs) async -> DoctorFinding {
    let what = "quota: \(quota.title)"
    let need =
      switch quota {
      case .elasticIPs, .vpcs: needs.networks
      case .glueDPUs: needs.dpus
      case .glueJobRuns: needs.runs
      }
    if need == 0 { return DoctorFinding("account", .ok, what, "none needed") }
    let limit: Int
    let used: Int?
    do {
      (limit, used) = try await ask(quota)
    } catch {
      return DoctorFinding("account", .notChecked, what, "\(error)")
    }
    let detail = "\(used.map { "\($0) of " } ?? "")\(limit) \(used == nil ? "in all" : "used"), \(need) needed"
    if (used ?? 0) + need <= limit { return DoctorFinding("account", .ok, what, detail) }
    let request =
      "aws service-quotas request-service-quota-increase --region \(region) --service-code \(quota.service) "
      + "--quota-code \(quota.rawValue) --desired-value \((used ?? 0) + need)"
    if quota == .glueDPUs && needs.largestStep <= limit {
      return DoctorFinding(
        "account", .warning, what, detail, fix: "set `limits: {glue-dpu: \(limit)}` in daivi.yaml, or \(request)")
    }
    return DoctorFinding("account", .problem, what, detail, fix: request)
  }

  private func ask(_ quota: AccountQuota) async throws -> (Int, Int?) {
    let (inspector, region) = (inspector, region)
    return try await withTimeLimit(seconds: seconds) {
      async let limit = inspector.limit(quota, region: region)
      async let usage = inspector.usage(quota, region: region)
      return try await (Int(limit), usage)
    }
  }
}
