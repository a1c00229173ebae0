import DaiviModule

/// Identity Center where its instance is: in the region of the parameter `instanceRegion`, and for looking only, in the
/// account whose role the parameter `instanceRole` names.
struct Center: Sendable {
  let region: String
  let aws: AWS

  var ssoAdmin: SSOAdmin { aws.ssoAdmin }
  var identityStore: IdentityStore { aws.identityStore }

  /// In this account.
  init(_ context: StepContext) {
    self.init(context.environment, parameters: context.parameters, aws: context.aws)
  }

  private init(_ environment: ModuleEnvironment, parameters: [String: String], aws: AWS) {
    region = parameters["instanceRegion"] ?? environment.primaryRegion
    self.aws = aws.in(region)
  }

  /// In the account that the instance is in.
  static func whereverItIs(_ context: StepContext) async throws -> Center {
    try await whereverItIs(context.environment, parameters: context.parameters, aws: context.aws)
  }

  static func whereverItIs(
    _ environment: ModuleEnvironment, parameters: [String: String], aws: AWS
  ) async throws -> Center {
    let here = Center(environment, parameters: parameters, aws: aws)
    guard let role = parameters["instanceRole"] else { return here }
    let answer = try await here.aws.sts.assumeRole(
      .init(roleArn: role, roleSessionName: "\(environment.app)-\(environment.env)-idc"))
    guard let credentials = answer.credentials else {
      throw StepError(message: "role \(role) gave no credentials", service: "STS", operation: "AssumeRole")
    }
    var configuration = here.aws.configuration
    configuration.credentials = StaticCredentialsProvider(AWSCredentials(credentials, source: "role \(role)"))
    return Center(region: here.region, aws: AWS(configuration))
  }

  private init(region: String, aws: AWS) {
    self.region = region
    self.aws = aws
  }

  func instances() async throws -> [SSOAdmin.Instance] {
    try await ssoAdmin.listInstancesPages().collect(\.instances)
  }

  /// The account that manages the organization; nil when the account is in none.
  func managementAccount() async throws -> String? {
    do {
      return try await aws.organizations.describeOrganization().organization?.masterAccountId
    } catch let error as AWSError where error.code == "AWSOrganizationsNotInUseException" {
      return nil
    }
  }

  /// Waits until a new instance can be used.
  func awaitActive(_ arn: String, _ context: StepContext) async throws -> SSOAdmin.Instance {
    var backoff = Backoff(first: .milliseconds(100), longest: .seconds(10))
    while true {
      let instance = try await ssoAdmin.describeInstance(arn: arn)
      switch instance.status {
      case "ACTIVE": return instance
      case "CREATE_IN_PROGRESS": context.progress("instance \(arn) is being made")
      case let status:
        throw StepError(
          message: "instance \(arn) is \(status ?? "in no state"): \(instance.statusReason ?? "no reason given")",
          service: "SSO Admin", operation: "DescribeInstance", hint: "delete it in the console, then deploy again")
      }
      try await backoff.pause()
    }
  }

  /// nil when there is no such user.
  func userId(store: String, userName: String) async throws -> String? {
    do {
      return try await identityStore.getUserId(store: store, userName: userName).userId
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  func outputs(of instance: SSOAdmin.Instance) -> [String: String] {
    [
      "instanceArn": instance.instanceArn, "identityStoreId": instance.identityStoreId ?? "", "instanceRegion": region,
    ]
  }

  static let outputNames = ["instanceArn", "identityStoreId", "instanceRegion"]

  /// What AWS does not do across regions; nil when there is nothing to say.
  func regionNote(_ context: StepContext) -> String? {
    region == context.environment.primaryRegion
      ? nil
      : "it is in \(region): SageMaker and DataZone domains sign users in only in the instance's region, "
        + "and this environment's are in \(context.environment.primaryRegion)"
  }
}
