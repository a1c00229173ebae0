import DaiviEngine
import DaiviProtocol
import Testing

@testable import DaiviHost

/// What is said of an AWS account.
@Suite struct DoctorAccountTests {
  let environment = ModuleEnvironment(
    app: "daivi", env: "dev", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
    secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:])

  func findings(
    _ account: FakeAccount, deployRole: String? = nil, seconds: Int = 10
  ) async -> [String: DoctorFinding] {
    let all = await AccountChecks(
      environment, deployRole: deployRole, inspector: account, seconds: seconds
    ).findings()
    return Dictionary(uniqueKeysWithValues: all.map { ($0.what, $0) })
  }

  let subjects = [
    "credentials", "account", "region us-east-1", "region us-west-2", "availability zones", "admin role",
  ]

  @Test func aGoodAccountIsAllGood() async {
    let found = await findings(FakeAccount())
    #expect(found.count == subjects.count)
    for subject in subjects { #expect(found[subject]?.status == .ok, "\(subject)") }
  }

  @Test func withoutCredentialsNothingElseIsAsked() async {
    let account = FakeAccount { $0.source = nil }
    let found = await findings(account)
    #expect(found["credentials"]?.status == .problem)
    #expect(found["credentials"]?.fix?.contains("AWS_PROFILE") == true)
    #expect(found["admin role"]?.status == .notChecked)
    #expect(account.questions.isEmpty)
  }

  @Test func aDeployRoleIsAssumedBeforeTheAccountIsAsked() async {
    let role = "arn:aws:iam::111122223333:role/Deployer"
    let good = FakeAccount()
    #expect(await findings(good, deployRole: role)["deploy role"]?.status == .ok)
    #expect(good.questions.first == "assume")
    let bad = FakeAccount { $0.refused = ["assume"] }
    let found = await findings(bad, deployRole: role)
    #expect(found["deploy role"]?.status == .problem)
    #expect(found["deploy role"]?.fix?.contains("trust policy") == true)
    #expect(found["admin role"]?.status == .notChecked)
    #expect(bad.questions == ["assume"])
  }

  @Test func anotherAccountIsAProblemAndIsNotLookedInto() async {
    let account = FakeAccount { $0.account = "999999999999" }
    let found = await findings(account)
    #expect(found["account"]?.status == .problem)
    #expect(found["account"]?.detail.contains("999999999999") == true)
    #expect(account.questions == ["caller"])
  }

  @Test func whatMayNotBeAskedIsSaidWithTheReason() async {
    let found = await findings(FakeAccount { $0.refused = ["regions", "role"] })
    #expect(found["region us-east-1"]?.status == .notChecked)
    #expect(found["admin role"]?.status == .notChecked)
    #expect(found["admin role"]?.detail.contains("AccessDenied") == true)
    #expect(found["availability zones"]?.status == .ok)
  }

  @Test func anAnswerThatNeverComesIsNotWaitedFor() async {
    let found = await findings(FakeAccount { $0.silent = ["role", "zones"] }, seconds: 2)
    #expect(found["admin role"]?.status == .notChecked)
    #expect(found["admin role"]?.detail.contains("no answer") == true)
  }

  @Test func whatIsMissingInTheAccountIsAProblemWithItsFix() async {
    let found = await findings(
      FakeAccount {
        $0.regions = ["us-east-1"]
        $0.zones = ["a", "b"]
        $0.roles = []
      })
    for subject in ["region us-west-2", "availability zones", "admin role"] {
      #expect(found[subject]?.status == .problem, "\(subject)")
      #expect(found[subject]?.fix != nil)
    }
    #expect(found["region us-east-1"]?.status == .ok)
  }

  func graph() throws -> DeploymentGraph {
    func step(_ dpus: Int) -> StepManifest {
      StepManifest(id: "run", kind: "job-run", title: "run", fingerprint: "1", limits: ["glue-dpu": dpus])
    }
    let network = StepManifest(id: "stack", kind: "stack", title: "stack", fingerprint: "1")
    return try DeploymentGraph(manifests: [
      ModuleManifest(
        module: "foundation", version: "1.0.0", title: "",
        targets: [TargetManifest(name: "deploy-vpc", title: "", steps: [network])]),
      ModuleManifest(
        module: "lake", version: "1.0.0", title: "",
        targets: (1...10).map { TargetManifest(name: "job-\($0)", title: "", steps: [step($0)]) }
          + [TargetManifest(name: "deploy-domain-prereq", title: "", steps: [network])]),
    ])
  }

  @Test func whatADeploymentWillTakeIsCounted() throws {
    let all = QuotaChecks.Needs(graph: try graph(), limits: [:], deployed: [])
    #expect(all.networks == 2)
    #expect(all.runs == 8)
    #expect(all.dpus == 10 + 9 + 8 + 7 + 6 + 5 + 4 + 3)
    #expect(all.largestStep == 10)
    let limited = QuotaChecks.Needs(
      graph: try graph(), limits: ["glue-dpu": 20], deployed: [TargetID(module: "foundation", target: "deploy-vpc")])
    #expect(limited.networks == 1)
    #expect(limited.dpus == 20)
  }

  func quotas(_ change: (inout FakeAccount.State) -> Void = { _ in }) async throws -> [DoctorFinding.Status] {
    try await quotaFindings(change).map(\.status)
  }

  func quotaFindings(_ change: (inout FakeAccount.State) -> Void = { _ in }) async throws -> [DoctorFinding] {
    let needs = QuotaChecks.Needs(graph: try graph(), limits: [:], deployed: [])
    return await QuotaChecks(region: "us-east-1", inspector: FakeAccount(change)).findings(needs)
  }

  @Test func enoughIsEnough() async throws {
    #expect(try await quotas() == [.ok, .ok, .ok, .ok])
    #expect(try await quotas { $0.used[.elasticIPs] = 3 } == [.ok, .ok, .ok, .ok])
  }

  @Test func aQuotaThatWillNotDoComesWithTheCommandThatRaisesIt() async throws {
    let found = try await quotaFindings { $0.used[.elasticIPs] = 4 }
    #expect(found[0].status == .problem)
    #expect(found[0].detail == "4 of 5 used, 2 needed")
    #expect(
      found[0].fix == "aws service-quotas request-service-quota-increase --region us-east-1 --service-code ec2 "
        + "--quota-code L-0263D0A3 --desired-value 6")
  }

  @Test func fewerDPUsOnlyMakeItSlower() async throws {
    #expect(try await quotas { $0.limits[.glueDPUs] = 12 } == [.ok, .ok, .warning, .ok])
    #expect(try await quotas { $0.limits[.glueDPUs] = 9 } == [.ok, .ok, .problem, .ok])
  }

  @Test func quotasThatMayNotBeAskedAreNotGuessed() async throws {
    #expect(try await quotas { $0.refused = ["quotas"] } == Array(repeating: .notChecked, count: 4))
  }
}
