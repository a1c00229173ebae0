import DaiviEngine
import DaiviProtocol

/// Credentials, regions and the admin role: what both `init` and `doctor` look at in an AWS account.
public struct AccountChecks: Sendable {
  private let environment: ModuleEnvironment
  /// ARN of the role that deploys; nil: the caller does.
  private let deployRole: String?
  private let inspector: any AccountInspector
  /// Longest wait for one answer.
  private let seconds: Int

  public init(
    _ environment: ModuleEnvironment, deployRole: String? = nil, inspector: any AccountInspector, seconds: Int = 10
  ) {
    self.environment = environment
    self.deployRole = deployRole
    self.inspector = inspector
    self.seconds = seconds
  }

  /// What the finding about credentials is called: their absence says nothing of the account itself.
  public static let credentialsSubject = "credentials"

  /// The account of the credentials, within seconds.
  public static func callerAccount(_ inspector: any AccountInspector) async throws -> String {
    try await withTimeLimit(seconds: 10) { try await inspector.caller().account }
  }

  /// The findings in order. Where the credentials are missing or of another account nothing else is asked.
  public func findings() async -> [DoctorFinding] {
    let inspector = inspector
    let source: String
    do {
      source = try await limited { try await inspector.credentialsSource() }
    } catch {
      return [
        DoctorFinding(
          "account", .problem, Self.credentialsSubject, "\(error)",
          fix: "log in (aws sso login), or choose a profile with AWS_PROFILE")
      ] + unasked("there are no credentials")
    }
    var role: [DoctorFinding] = []
    if let deployRole {
      do {
        try await limited { try await inspector.assumeDeployRole() }
        role = [DoctorFinding("account", .ok, "deploy role", deployRole)]
      } catch {
        return [
          DoctorFinding("account", .ok, Self.credentialsSubject, "from \(source)"),
          DoctorFinding(
            "account", .problem, "deploy role", "\(error)",
            fix: "the role's trust policy must name who you are, and your own policy allow sts:AssumeRole of it"),
        ] + unasked("the deploy role could not be assumed")
      }
    }
    let caller: (account: String, arn: String)
    do {
      caller = try await limited { try await inspector.caller() }
    } catch {
      return [
        DoctorFinding("account", .ok, Self.credentialsSubject, "from \(source)")
      ] + role + [
        DoctorFinding(
          "account", .notChecked, "account", "\(error)", fix: "is AWS reachable from here? are the keys valid?")
      ] + unasked("AWS could not be asked")
    }
    var findings = [DoctorFinding("account", .ok, Self.credentialsSubject, "from \(source): \(caller.arn)")] + role
    guard caller.account == environment.account else {
      findings.append(
        DoctorFinding(
          "account", .problem, "account",
          "the credentials are of account \(caller.account), the environment is account \(environment.account)",
          fix: "choose another profile (AWS_PROFILE), or `daivi-host init --env \(environment.env)`"))
      return findings + unasked("the account is another one")
    }
    findings.append(DoctorFinding("account", .ok, "account", caller.account))
    async let regions = self.regions()
    async let zones = self.zones()
    async let adminRole = self.adminRole()
    return await findings + regions + [zones, adminRole]
  }

  private func regions() async -> [DoctorFinding] {
    let names = [environment.primaryRegion, environment.secondaryRegion]
    let inspector = inspector
    do {
      let enabled = try await limited { try await inspector.enabledRegions() }
      return names.map { name in
        enabled.contains(name)
          ? DoctorFinding("account", .ok, "region \(name)", "enabled")
          : DoctorFinding(
            "account", .problem, "region \(name)", "not enabled in account \(environment.account)",
            fix: "aws account enable-region --region-name \(name), or choose another with `daivi-host init`")
      }
    } catch {
      return names.map { DoctorFinding("account", .notChecked, "region \($0)", "\(error)") }
    }
  }

  /// The platform's networks spread over three zones.
  private func zones() async -> DoctorFinding {
    let region = environment.primaryRegion
    let inspector = inspector
    do {
      let zones = try await limited { try await inspector.availabilityZones(region: region) }
      let text = zones.isEmpty ? "none" : zones.sorted().joined(separator: ", ")
      if zones.count >= 3 { return DoctorFinding("account", .ok, "availability zones", text) }
      return DoctorFinding(
        "account", .problem, "availability zones", "\(text) in \(region), three are needed",
        fix: "choose another primary region with `daivi-host init`")
    } catch {
      return DoctorFinding("account", .notChecked, "availability zones", "\(error)")
    }
  }

  private func adminRole() async -> DoctorFinding {
    let name = environment.adminRole
    let inspector = inspector
    do {
      if try await limited({ try await inspector.roleExists(name) }) {
        return DoctorFinding("account", .ok, "admin role", name)
      }
      return DoctorFinding(
        "account", .problem, "admin role", "there is no role '\(name)' in account \(environment.account)",
        fix: "name the role you log in to the console with: `daivi-host init --admin-role NAME`, or create it")
    } catch {
      return DoctorFinding("account", .notChecked, "admin role", "\(error)")
    }
  }

  private func unasked(_ why: String) -> [DoctorFinding] {
    let regions = [environment.primaryRegion, environment.secondaryRegion].map { "region \($0)" }
    return (regions + ["availability zones", "admin role"]).map { DoctorFinding("account", .notChecked, $0, why) }
  }

  private func limited<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await withTimeLimit(seconds: seconds, body)
  }
}
