import DaiviModule

/// Section 2 of the guide: who signs in. One of four sources gives the users: `identityCenter` in daivi.yaml chooses it.
@main
struct Idc: DaiviModule {
  static let module = Module(
    "idc", version: "0.1.0", title: "Identity Center: groups, users, and where they come from",
    files: EmbeddedFiles.all, requires: ["foundation": ">=0.1.0 <1.0.0"],
    parameters: [
      ParameterDeclaration(
        name: "users", kind: .file, title: "who is in which group (YAML or JSON), instead of four examples",
        format: "yaml"),
      ParameterDeclaration(name: "instanceRegion", title: "region of the instance; the primary region by default"),
      ParameterDeclaration(
        name: "instanceArn", title: "discover, bring-your-own: the instance, where the account sees several"),
      ParameterDeclaration(
        name: "instanceRole", title: "discover, bring-your-own: ARN of a role in the instance's account that may look"),
      ParameterDeclaration(name: "identityStoreId", title: "bring-your-own: instead of the users file's own"),
      ParameterDeclaration(
        name: "groupPrefix", title: "discover: before each group's name, such as 'daivi-dev ' of another environment"),
      ParameterDeclaration(
        name: "deployerUserName", title: "discover: your user name, for groups without anybody"),
    ],
    permissions: CallActions.claim + [
      "identitystore:CreateGroupMembership", "identitystore:CreateUser",
      "identitystore:DeleteGroupMembership", "identitystore:DeleteUser", "identitystore:DescribeUser",
      "identitystore:GetGroupId", "identitystore:GetUserId", "identitystore:ListGroupMemberships",
      "identitystore:ListGroupMembershipsForMember", "identitystore:ListUsers", "identitystore:UpdateUser",
      "organizations:DescribeOrganization", "sso:CreateInstance", "sso:DeleteInstance", "sso:DescribeInstance",
      "sso:GetSSOConfiguration", "sso:ListApplications", "sso:ListInstances", "sso:UpdateSSOConfiguration",
      "sts:AssumeRole", "iam:CreateServiceLinkedRole",
    ], commands: [ModuleCommand(UsersCommand.self)]
  ) {
    Target(
      "deploy-idc-acc", "The account's own instance, groups and users", guide: "2", when: source("account")
    ) {
      Input("systemsManagerKeyArn", from: "foundation/deploy-kms-keys")
      accountInstance
      groups
      UsersAndMemberships()
      UsersParameter(key: "{inputs.systemsManagerKeyArn}")
    }
    Target(
      "deploy-idc-org", "Groups, users and permission sets on the organization's instance", guide: "2",
      when: source("organization")
    ) {
      Input("systemsManagerKeyArn", from: "foundation/deploy-kms-keys")
      organizationEnabled
      organizationInstanceFound
      groups
      UsersAndMemberships()
      Stack(
        "permission-sets", template: "idc/permission-sets.yaml", region: .of("{inputs.instanceRegion}"),
        parameters: groupIds.merging(["InstanceArn": "{inputs.instanceArn}"]) { $1 })
      UsersParameter(key: "{inputs.systemsManagerKeyArn}")
    }
    Target("deploy-dyo-idc", "Groups and users as an existing instance has them", guide: "2", when: source("discover"))
    {
      discoveredUsers
      UsersParameter(key: nil)
    }
    Target(
      "deploy-byo-idc", "Users of an existing instance by the users file", guide: "2", when: source("bring-your-own")
    ) {
      broughtUsers
      UsersParameter(key: nil)
    }
    Target(
      "disable-mfa", "No second factor at sign-in, in a sandbox account only", guide: "2",
      when: TargetCondition(setting: "sandboxAccount", isOneOf: ["true"])
    ) {
      Input("instanceArn", from: "idc/deploy-idc-acc", "idc/deploy-idc-org")
      secondFactorOff
    }
    Target("set-idc-passwords", "One-time passwords, which a person makes", guide: "2") {
      Input("identityStoreId", from: "idc/deploy-idc-acc", "idc/deploy-idc-org")
      for group in Group.allCases { Input(group.idsOutput, from: "idc/deploy-idc-acc", "idc/deploy-idc-org") }
      usersAreEnabled
      passwordsSet
    }
  }

  private static func source(_ name: String) -> TargetCondition {
    TargetCondition(setting: "identityCenter", isOneOf: [name])
  }

  private static let groups = Stack(
    "groups", template: "idc/groups.yaml", region: .of("{inputs.instanceRegion}"),
    parameters: ["IdentityStoreId": "{inputs.identityStoreId}"])

  private static let groupIds: [String: Value] = [
    "AdminGroupId": "{inputs.adminGroupId}", "DomainOwnerGroupId": "{inputs.domainOwnerGroupId}",
    "ProjectOwnerGroupId": "{inputs.projectOwnerGroupId}",
    "ProjectContributorGroupId": "{inputs.projectContributorGroupId}",
  ]
}
