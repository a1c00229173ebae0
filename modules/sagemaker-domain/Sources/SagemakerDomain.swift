import DaiviModule

/// Section 3 of the guide: the domain Corporate of SageMaker Unified Studio, what its projects can have, and its people.
@main
struct SagemakerDomain: DaiviModule {
  static let module = Module(
    "sagemaker-domain", version: "0.1.0", title: "SageMaker Unified Studio domain", files: EmbeddedFiles.all,
    requires: ["foundation": ">=0.1.0 <1.0.0", "idc": ">=0.1.0 <1.0.0"]
  ) {
    Target("deploy-domain-prereq", "Network, roles and bucket of the domain's projects", guide: "3") {
      inputs(from: "foundation/deploy-kms-keys", "datazoneKeyArn", "s3KeyArn")
      Stack("network", template: "sagemaker-domain/network.yaml")
      Stack("roles", template: "sagemaker-domain/roles.yaml", parameters: parameters("DatazoneKeyArn", "S3KeyArn"))
      Stack("projects-bucket", template: "sagemaker-domain/projects-bucket.yaml", parameters: parameters("S3KeyArn"))
      lakeAdministrators
    }
    Target("deploy-domain", "Domain Corporate with blueprints, project profiles and people", guide: "3") {
      Input("datazoneKeyArn", from: "foundation/deploy-kms-keys")
      inputs(
        from: "sagemaker-domain/deploy-domain-prereq",
        "domainExecutionRoleArn", "domainServiceRoleArn", "manageAccessRoleArn", "provisioningRoleArn",
        "queryExecutionRoleArn", "projectsBucket", "vpcId", "privateSubnetIds", "availabilityZones")
      people
      Stack(
        "domain", template: "sagemaker-domain/domain.yaml",
        parameters: parameters("DatazoneKeyArn", "DomainExecutionRoleArn", "DomainServiceRoleArn").merging([
          "IdentityCenterInstanceArn": "{inputs.instanceArn}"
        ]) { $1 })
      DomainRemoval.domain("{inputs.domainId}")
      Stack(
        "project-profiles", template: "sagemaker-domain/project-profiles.yaml",
        parameters: parameters(
          "DomainId", "RootDomainUnitId", "ManageAccessRoleArn", "ProvisioningRoleArn", "QueryExecutionRoleArn",
          "ProjectsBucket", "VpcId", "PrivateSubnetIds", "AvailabilityZones"))
      DomainUsers(
        "users", "people of Identity Center", domain: "{inputs.domainId}", unit: "{inputs.rootDomainUnitId}",
        users: ["{inputs.adminUserIds}", "{inputs.projectOwnerUserIds}", "{inputs.projectContributorUserIds}"],
        owners: "{inputs.domainOwnerUserIds}")
      DomainRemoval.projects("{inputs.domainId}")
    }
  }

  private static func inputs(from target: TargetID, _ names: String...) -> [Input] {
    names.map { Input($0, from: target) }
  }

  /// Who comes into the domain, from whichever identity source is active.
  private static let people = [
    "instanceArn", "adminUserIds", "domainOwnerUserIds", "projectOwnerUserIds", "projectContributorUserIds",
  ].map { Input($0, from: "idc/deploy-idc-acc", "idc/deploy-idc-org", "idc/deploy-dyo-idc", "idc/deploy-byo-idc") }

  /// Parameters of a template from inputs of the same name.
  private static func parameters(_ names: String...) -> [String: Value] {
    Dictionary(
      uniqueKeysWithValues: names.map { ($0, Value("{inputs.\($0.prefix(1).lowercased())\($0.dropFirst())}")) })
  }

  /// The domain grants and revokes in Lake Formation what its projects share, and registers what they make.
  private static let lakeAdministrators = LakeAdministrators.step(
    "lake-administrators", "the domain's roles as Lake Formation administrators", part: "sagemaker",
    reads: ["{inputs.manageAccessRoleArn}", "{inputs.provisioningRoleArn}"]
  ) { [try $0.value("{inputs.manageAccessRoleArn}"), try $0.value("{inputs.provisioningRoleArn}")] }
}
