import FoundationEssentials
import Testing

@testable import DaiviAWS

/// Where keys come from, and what is said when there are none.
struct CredentialsTests {
  private let clock = FakeClock()

  private func machine(
    _ environment: [String: String] = [:], config: String? = nil, credentials: String? = nil,
    files: [String: String] = [:], transport: FakeTransport = FakeTransport(.lost(sent: false, .cannotConnect)),
    run: @escaping @Sendable ([String]) async throws -> [UInt8] = { _ in [] }
  ) -> AWSMachine {
    var files = files
    files["/home/me/.aws/config"] = config
    files["/home/me/.aws/credentials"] = credentials
    return AWSMachine(
      environment: environment, homeDirectory: "/home/me", readFile: { [files] in files[$0].map { Array($0.utf8) } },
      run: run, transport: transport, clock: clock.clock)
  }

  private func keys(_ machine: AWSMachine, profile: String? = nil) async throws -> AWSCredentials {
    try await CredentialsChain.standard(machine, profile: profile, region: "us-east-1").credentials()
  }

  private let files = """
    [default]
    aws_access_key_id = FILEKEY
    aws_secret_access_key = filesecret   # mine
    [other]
    aws_access_key_id = OTHERKEY
    aws_secret_access_key = othersecret
    aws_session_token = othertoken
    """

  @Test func theEnvironmentComesFirst() async throws {
    let found = try await keys(
      machine(
        ["AWS_ACCESS_KEY_ID": "ENVKEY", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"], credentials: files))
    #expect(found.accessKeyID == "ENVKEY")
    #expect(found.sessionToken == "t")
  }

  @Test func aProfileThatIsNamedComesBeforeTheEnvironment() async throws {
    let machine = machine(["AWS_ACCESS_KEY_ID": "ENVKEY", "AWS_SECRET_ACCESS_KEY": "s"], credentials: files)
    #expect(try await keys(machine, profile: "other").accessKeyID == "OTHERKEY")
  }

  @Test func theDefaultProfileIsReadFromTheCredentialsFile() async throws {
    let found = try await keys(machine(credentials: files))
    #expect(found.accessKeyID == "FILEKEY")
    #expect(found.secretAccessKey == "filesecret")
    #expect(found.source == "profile default")
  }

  @Test func halfAKeyInTheEnvironmentIsAnErrorAndNotSkipped() async throws {
    let error = await #expect(throws: CredentialsError.self) {
      try await keys(machine(["AWS_ACCESS_KEY_ID": "ENVKEY"], credentials: files))
    }
    #expect(error?.description == "environment: AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
  }

  @Test func aProfileThatDoesNotExistIsAnError() async throws {
    let error = await #expect(throws: CredentialsError.self) {
      try await keys(machine(["AWS_PROFILE": "nobody"], credentials: files))
    }
    #expect(error?.description.contains("profile nobody: not in /home/me/.aws/credentials") == true)
  }

  @Test func nothingAtAllNamesWhatWasTriedAndWhatToDo() async throws {
    let error = await #expect(throws: CredentialsError.self) { try await keys(machine()) }
    let text = error?.description ?? ""
    for part in [
      "environment: AWS_ACCESS_KEY_ID is not set", "web identity", "profile default", "container",
      "instance metadata", "AWS_PROFILE", "aws configure sso",
    ] { #expect(text.contains(part), "\(part)") }
  }

  @Test func aRoleIsAssumedWithAnotherProfilesKeys() async throws {
    let transport = FakeTransport(.xml(Self.assumed))
    let found = try await keys(
      machine(
        ["AWS_PROFILE": "admin"],
        config: """
          [profile admin]
          role_arn = arn:aws:iam::123456789012:role/admin
          source_profile = other
          external_id = x1
          duration_seconds = 900
          region = eu-west-1
          """, credentials: files, transport: transport))
    #expect(found.accessKeyID == "ASIAROLE")
    #expect(found.expiration == AWSTime.parse("2026-01-02T04:00:00Z"))
    let request = transport.requests[0]
    #expect(request.url == "https://sts.eu-west-1.amazonaws.com/")
    #expect(request.headers["Authorization"]?.contains("Credential=OTHERKEY/") == true)
    #expect(request.headers["X-Amz-Security-Token"] == "othertoken")
    #expect(request.form["RoleArn"] == "arn:aws:iam::123456789012:role/admin")
    #expect(request.form["ExternalId"] == "x1")
    #expect(request.form["DurationSeconds"] == "900")
  }

  @Test func profilesThatLeadBackToThemselvesAreAnError() async throws {
    let config = """
      [profile a]
      role_arn = arn:a
      source_profile = b
      [profile b]
      role_arn = arn:b
      source_profile = a
      """
    let error = await #expect(throws: CredentialsError.self) { try await keys(machine(config: config), profile: "a") }
    #expect(error?.message.contains("a -> b -> a") == true)
  }

  @Test func aRefusedRoleSaysWhoAskedForWhat() async throws {
    let refusal = FakeTransport.Reply.xml(
      "<E><Error><Code>AccessDenied</Code><Message>not allowed</Message></Error></E>", status: 403)
    let config = "[profile admin]\nrole_arn = arn:role\nsource_profile = default"
    let error = await #expect(throws: CredentialsError.self) {
      try await keys(
        machine(config: config, credentials: files, transport: FakeTransport(refusal)), profile: "admin")
    }
    #expect(error?.description.contains("arn:role cannot be assumed with profile default") == true)
    #expect(error?.description.contains("AccessDenied: not allowed") == true)
  }

  @Test func aCredentialProcessIsRunWithItsQuotedArguments() async throws {
    let config = "[default]\ncredential_process = /opt/my\\ tool --name 'a b' \"c\""
    let found = try await keys(
      machine(
        config: config,
        run: { command in
          #expect(command == ["/opt/my tool", "--name", "a b", "c"])
          return Array(
            #"{"Version":1,"AccessKeyId":"PROC","SecretAccessKey":"s","SessionToken":"t","Expiration":"2030-01-01T00:00:00Z"}"#
              .utf8)
        }))
    #expect(found.accessKeyID == "PROC")
    #expect(found.expiration == AWSTime.parse("2030-01-01T00:00:00Z"))
  }

  @Test func singleSignOnAsksTheCommandLine() async throws {
    let config = "[profile sso]\nsso_session = corp\nsso_account_id = 1\n[sso-session corp]\nsso_region = us-east-1"
    let found = try await keys(
      machine(
        config: config,
        run: { command in
          #expect(command == ["aws", "configure", "export-credentials", "--profile", "sso", "--format", "process"])
          return Array(#"{"AccessKeyId":"SSO","SecretAccessKey":"s"}"#.utf8)
        }), profile: "sso")
    #expect(found.accessKeyID == "SSO")
  }

  @Test func singleSignOnWithoutASessionSaysWhatToType() async throws {
    let config = "[profile sso]\nsso_session = corp"
    let error = await #expect(throws: CredentialsError.self) {
      try await keys(
        machine(
          config: config, run: { _ in throw CredentialsError(provider: "aws", message: "Token has expired") }),
        profile: "sso")
    }
    #expect(error?.message.contains("aws sso login --profile sso") == true)
    #expect(error?.message.contains("Token has expired") == true)
  }

  @Test func aWebIdentityTokenIsExchangedWithoutASignature() async throws {
    let body = Self.assumed.split(separator: "AssumeRole").joined(separator: "AssumeRoleWithWebIdentity")
    let transport = FakeTransport(.xml(body))
    let found = try await keys(
      machine(
        ["AWS_ROLE_ARN": "arn:role", "AWS_WEB_IDENTITY_TOKEN_FILE": "/token"], files: ["/token": "jwt\n"],
        transport: transport))
    #expect(found.accessKeyID == "ASIAROLE")
    #expect(transport.requests[0].form["WebIdentityToken"] == "jwt")
    #expect(transport.requests[0].headers["Authorization"] == nil)
  }

  @Test(arguments: [
    FakeTransport.Reply.json("{}", status: 503), .lost(sent: true, .timeout),
    .xml("<E><Error><Code>IDPCommunicationError</Code></Error></E>", status: 400),
  ])
  func aTroubleOfAMomentIsNoWantOfCredentials(trouble: FakeTransport.Reply) async throws {
    let body = Self.assumed.split(separator: "AssumeRole").joined(separator: "AssumeRoleWithWebIdentity")
    let transport = FakeTransport(trouble, trouble, .xml(body))
    let found = try await keys(
      machine(
        ["AWS_ROLE_ARN": "arn:role", "AWS_WEB_IDENTITY_TOKEN_FILE": "/token"], files: ["/token": "jwt"],
        transport: transport))
    #expect(found.accessKeyID == "ASIAROLE")
    #expect(clock.slept.count == 2)
  }

  @Test(arguments: ["credential_source = Ec2InstanceMetadata", "credential_source = Environment", "source_profile = x"])
  func aRoleWhoseSourceHasNoKeysIsNotReplacedByAnother(source: String) async throws {
    // The instance's own role could be had a moment later.
    let transport = FakeTransport { request, number in
      number == 0 ? .lost(sent: false, .timeout) : .json(number == 1 ? "token" : "role")
    }
    let config = "[default]\nrole_arn = arn:role\n\(source)\n[profile x]\nregion = us-east-1"
    let error = await #expect(throws: CredentialsError.self) {
      try await keys(machine(config: config, transport: transport))
    }
    #expect(error?.isAbsent == false)
    #expect(transport.requests.count <= 1)
  }

  @Test func aContainersRoleIsAskedWithItsToken() async throws {
    let transport = FakeTransport(.json(#"{"AccessKeyId":"ECS","SecretAccessKey":"s","Token":"t"}"#))
    let found = try await keys(
      machine(
        [
          "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1338/x",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t",
        ], files: ["/t": "secret-token\n"], transport: transport))
    #expect(found.accessKeyID == "ECS")
    #expect(found.sessionToken == "t")
    #expect(transport.requests[0].headers["Authorization"] == "secret-token")
  }

  @Test(arguments: ["http://example.com/x", "http://127.0.0.1.example.com/x", "http://localhost@example.com/"])
  func keysAreNotAskedOfStrangers(url: String) async throws {
    let transport = FakeTransport(.json("{}"))
    let error = await #expect(throws: CredentialsError.self) {
      try await keys(machine(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url], transport: transport))
    }
    #expect(error?.provider == "container")
    #expect(transport.requests.isEmpty)
  }

  @Test func anInstancesRoleIsAskedWithASessionToken() async throws {
    let transport = FakeTransport(
      .json("imds-token"), .json("my-role\n"),
      .json(#"{"Code":"Success","AccessKeyId":"EC2","SecretAccessKey":"s","Token":"t"}"#))
    let found = try await keys(machine(transport: transport))
    #expect(found.accessKeyID == "EC2")
    #expect(transport.requests.map(\.method) == ["PUT", "GET", "GET"])
    #expect(transport.requests[2].url.hasSuffix("/iam/security-credentials/my-role"))
    #expect(transport.requests[2].headers["X-aws-ec2-metadata-token"] == "imds-token")
  }

  @Test func descriptionsNeverShowSecrets() throws {
    let credentials = AWSCredentials(accessKeyID: "AKIA123", secretAccessKey: "hush", sessionToken: "quiet")
    let stsXML = try XMLElement(parsing: Array(Self.assumed.utf8)).child("AssumeRoleResult")!.child("Credentials")!
    let sts = try XMLValueDecoder.decode(STS.Credentials.self, from: stsXML)
    var dumped = ""
    dump(credentials, to: &dumped)
    dump(sts, to: &dumped)
    dump(try CredentialsHolder(credentials: credentials), to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), "\(sts)", String(reflecting: [sts]), dumped] {
      for secret in ["hush", "quiet", "rolesecret", "roletoken", "AKIA123"] {
        #expect(!text.contains(secret))
      }
    }
  }

  private struct CredentialsHolder {
    var credentials: AWSCredentials
    init(credentials: AWSCredentials) throws { self.credentials = credentials }
  }

  static let assumed = """
    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>rolesecret</SecretAccessKey>
    <SessionToken>roletoken</SessionToken><Expiration>2026-01-02T04:00:00Z</Expiration></Credentials>
    </AssumeRoleResult></AssumeRoleResponse>
    """
}
