/// A profile of the shared files: keys, a role to assume, a process to run, or single sign-on through the AWS command
/// line.
public struct ProfileCredentials: CredentialsProvider {
  private let machine: AWSMachine
  private let config: SharedConfig
  private let profile: String
  /// Whether the user named the profile: then its absence is an error.
  private let isExplicit: Bool
  private let region: String

  public init(_ machine: AWSMachine, config: SharedConfig, profile: String, isExplicit: Bool, region: String) {
    self.machine = machine
    self.config = config
    self.profile = profile
    self.isExplicit = isExplicit
    self.region = region
  }

  public func credentials() async throws -> AWSCredentials {
    try await resolve(profile, visited: [])
  }

  private func resolve(_ name: String, visited: [String]) async throws -> AWSCredentials {
    let provider = "profile \(name)"
    guard let values = config.profiles[name] else {
      let place = config.files.isEmpty ? "there is no ~/.aws/config" : "not in \(config.files.joined(separator: ", "))"
      throw CredentialsError(provider: provider, message: place, isAbsent: !isExplicit && visited.isEmpty)
    }
    func value(_ key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }

    if let role = value("role_arn"), !(visited.contains(name) && value("aws_access_key_id") != nil) {
      guard !visited.contains(name) else {
        throw CredentialsError(
          provider: provider,
          message: "source_profile leads back to itself: \((visited + [name]).joined(separator: " -> "))")
      }
      do {
        return try await assume(role, name, values, visited: visited + [name])
      } catch var error as CredentialsError {
        // A role whose source has no keys is no reason to go on as somebody else.
        error.isAbsent = false
        throw error
      }
    }
    if let key = value("aws_access_key_id") {
      guard let secret = value("aws_secret_access_key") else {
        throw CredentialsError(provider: provider, message: "aws_access_key_id without aws_secret_access_key")
      }
      return AWSCredentials(
        accessKeyID: key, secretAccessKey: secret, sessionToken: value("aws_session_token"), source: provider)
    }
    if let command = value("credential_process") {
      let output = try await machine.run(ShellWords.split(command))
      return try CredentialsDocument.read(output, provider: "\(provider) (credential_process)")
    }
    if value("sso_session") != nil || value("sso_start_url") != nil || value("login_session") != nil {
      return try await exportedByCommandLine(name, provider)
    }
    throw CredentialsError(
      provider: provider, message: "has neither keys nor role_arn, credential_process or sso_session",
      isAbsent: !isExplicit && visited.isEmpty)
  }

  /// The AWS command line keeps the tokens of single sign-on and renews them; nothing here reads its cache.
  private func exportedByCommandLine(_ name: String, _ provider: String) async throws -> AWSCredentials {
    do {
      let output = try await machine.run(
        ["aws", "configure", "export-credentials", "--profile", name, "--format", "process"])
      return try CredentialsDocument.read(output, provider: "\(provider) (sso)")
    } catch let error as CredentialsError {
      throw CredentialsError(
        provider: provider,
        message: "single sign-on needs the AWS CLI version 2 and a session: run `aws sso login --profile \(name)` "
          + "(\(error.message))")
    }
  }

  private func assume(
    _ role: String, _ name: String, _ values: [String: String], visited: [String]
  ) async throws -> AWSCredentials {
    let provider = "profile \(name)"
    let session = values["role_session_name"] ?? machine.variable("AWS_ROLE_SESSION_NAME") ?? "daivi"
    if let tokenFile = values["web_identity_token_file"] {
      return try await WebIdentityCredentials(
        machine, role: role, tokenFile: tokenFile, session: session, region: region, provider: provider
      ).credentials()
    }
    guard values["mfa_serial"] == nil else {
      throw CredentialsError(
        provider: provider,
        message: "mfa_serial asks for a code, which cannot be typed here: use `aws sso`, credential_process, "
          + "or put the session's keys into the environment")
    }
    let source: AWSCredentials
    if let sourceProfile = values["source_profile"] {
      source = try await resolve(sourceProfile, visited: visited)
    } else {
      switch values["credential_source"] {
      case "Environment": source = try await EnvironmentCredentials(machine).credentials()
      case "EcsContainer": source = try await ContainerCredentials(machine).credentials()
      case "Ec2InstanceMetadata": source = try await InstanceMetadataCredentials(machine).credentials()
      case let other:
        throw CredentialsError(
          provider: provider,
          message: "role_arn needs source_profile or credential_source (Environment, EcsContainer, "
            + "Ec2InstanceMetadata)\(other.map { ", not \($0)" } ?? "")")
      }
    }
    return try await RoleSession(
      machine: machine, config: config, profile: name, source: source, region: values["region"] ?? region
    ).assume(
      .init(
        roleArn: role, roleSessionName: session, durationSeconds: values["duration_seconds"].flatMap { Int($0) },
        externalId: values["external_id"]))
  }
}
