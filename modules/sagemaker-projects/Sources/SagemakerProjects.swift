import DaiviModule

/// Section 4 of the guide: the projects Producer and Consumer. Nothing of one is changed for the other, so both are made
/// at the same time.
@main
struct SagemakerProjects: DaiviModule {
  static let module = Module(
    "sagemaker-projects", version: "0.1.0", title: "SageMaker Unified Studio projects", files: EmbeddedFiles.all,
    requires: ["sagemaker-domain": ">=0.1.0 <1.0.0", "idc": ">=0.1.0 <1.0.0"],
    permissions: ["datazone:GetProjectProfile"] + ToolingInfo.permissions
  ) {
    Target("deploy-project-prereq", "The console's role as an owner in the domain, the profile ready", guide: "4") {
      domain("allCapabilitiesProfileId")
      // DataZone decides by itself, on top of IAM: who administers the account is nobody in the domain.
      DomainUsers(
        "administrators", "the console's role", domain: "{inputs.domainId}", unit: "{inputs.rootDomainUnitId}",
        users: [], owners: "arn:{partition}:iam::{account}:role/{adminRole}")
      profileReady
    }
    project(.producer)
    project(.consumer)
    extract(.producer, more: [(.group, "security-group"), (.environment, "tooling-env-id")])
    extract(.consumer)
  }

  private enum Project: String {
    case producer = "Producer"
    case consumer = "Consumer"
    var name: String { rawValue.lowercased() }
    var output: String { "\(name)ProjectId" }
  }

  private static func project(_ project: Project) -> Target {
    Target("deploy-\(project.name)-project", "Project \(project.rawValue) with its environments", guide: "4") {
      After("sagemaker-projects/deploy-project-prereq")
      domain("allCapabilitiesProfileId")
      people("projectOwnerUserIds", "projectContributorUserIds")
      Stack(
        project.name, template: "sagemaker-projects/project.yaml",
        parameters: [
          "DomainId": "{inputs.domainId}", "RootDomainUnitId": "{inputs.rootDomainUnitId}",
          "ProfileId": "{inputs.allCapabilitiesProfileId}", "ProjectName": Value(project.rawValue),
          "OwnerUserIds": "{inputs.projectOwnerUserIds}",
        ], outputPrefix: project.name)
      ProjectEnvironments.steps(
        domain: "{inputs.domainId}", project: Value("{inputs.\(project.output)}"), names: environments)
      for (id, users, designation) in [
        ("owners", "projectOwnerUserIds", ProjectMembers.Designation.owner),
        ("contributors", "projectContributorUserIds", .contributor),
      ] {
        ProjectMembers(
          id, "\(id) of \(project.rawValue)", domain: "{inputs.domainId}", project: Value("{inputs.\(project.output)}"),
          users: Value("{inputs.\(users)}"), designation: designation)
      }
    }
  }

  /// What the profile All capabilities makes with a project. With the project's own they are the guide's five stacks.
  private static let environments = ["Tooling", "Lakehouse Database", "RedshiftServerless", "EMRServerless"]

  private static func extract(_ project: Project, more: [(ToolingInfo.Fact, String)] = []) -> Target {
    let facts = [(ToolingInfo.Fact.role, "role"), (.roleName, "role-name")] + more
    let info = ToolingInfo(project: project.name, facts: facts.map(\.0))
    return Target("extract-\(project.name)-info", "What \(project.rawValue) is known by to other modules", guide: "4") {
      domain()
      Input(project.output, from: TargetID(module: "sagemaker-projects", target: "deploy-\(project.name)-project"))
      info.step
      for (fact, name) in [(ToolingInfo.Fact.project, "id")] + facts {
        Parameter(name, name: Value("/{app}/{env}/sagemaker/\(project.name)/\(name)"), value: info.value(of: fact))
      }
    }
  }

  private static func domain(_ more: String...) -> [Input] {
    (["domainId", "rootDomainUnitId"] + more).map { Input($0, from: "sagemaker-domain/deploy-domain") }
  }

  private static func people(_ names: String...) -> [Input] {
    names.map {
      Input($0, from: "idc/deploy-idc-acc", "idc/deploy-idc-org", "idc/deploy-dyo-idc", "idc/deploy-byo-idc")
    }
  }

  private static let profileReady = Check(
    "profile", "the profile All capabilities is enabled and makes the environments",
    reads: ["{inputs.domainId}", "{inputs.allCapabilitiesProfileId}"]
  ) { context in
    let id = try context.value("{inputs.allCapabilitiesProfileId}")
    let profile = try await context.aws.dataZone.getProjectProfile(
      domain: try context.value("{inputs.domainId}"), id: id)
    let made = Set(profile.environmentConfigurations.filter { $0.deploymentMode == "ON_CREATE" }.map(\.name))
    let missing = environments.filter { !made.contains($0) }
    let detail =
      profile.status != "ENABLED"
      ? "it is \(profile.status ?? "?")" : missing.isEmpty ? nil : "it does not make \(missing.joined(separator: ", "))"
    return CheckResult(
      id: "profile", title: "the profile All capabilities is enabled and makes the environments",
      status: detail == nil ? .passed : .failed, detail: detail, resource: id)
  }
}
