/// A role assumed with a token file (`AWS_WEB_IDENTITY_TOKEN_FILE`), as in Kubernetes and CI systems.
public struct WebIdentityCredentials: CredentialsProvider {
  private let machine: AWSMachine
  private let role: String?
  private let tokenFile: String?
  private let session: String
  private let region: String
  private let provider: String

  /// From the environment.
  public init(_ machine: AWSMachine, region: String) {
    self.init(
      machine, role: machine.variable("AWS_ROLE_ARN"), tokenFile: machine.variable("AWS_WEB_IDENTITY_TOKEN_FILE"),
      session: machine.variable("AWS_ROLE_SESSION_NAME") ?? "daivi", region: region, provider: "web identity")
  }

  init(_ machine: AWSMachine, role: String?, tokenFile: String?, session: String, region: String, provider: String) {
    self.machine = machine
    self.role = role
    self.tokenFile = tokenFile
    self.session = session
    self.region = region
    self.provider = provider
  }

  public func credentials() async throws -> AWSCredentials {
    guard let tokenFile else {
      throw CredentialsError(
        provider: provider, message: "AWS_WEB_IDENTITY_TOKEN_FILE is not set", isAbsent: true)
    }
    guard let role else { throw CredentialsError(provider: provider, message: "AWS_ROLE_ARN is not set") }
    guard let token = machine.text(tokenFile)?.trimmed, !token.isEmpty else {
      throw CredentialsError(provider: provider, message: "\(tokenFile) cannot be read or is empty")
    }
    // AssumeRoleWithWebIdentity is not signed: the token is the proof.
    let endpoint = AWSEndpointOverrides(environment: machine.environment).resolve(.sts, region: region)
    let body = try QueryCoding().encode(
      Input(roleArn: role, roleSessionName: session, webIdentityToken: token), action: "AssumeRoleWithWebIdentity",
      version: "2011-06-15")
    var request = HTTPRequest(
      method: "POST", url: endpoint.baseURL + "/",
      headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"], body: .bytes(body))
    request.timeouts = HTTPTimeouts(total: .seconds(30))
    let response: HTTPResponse
    do {
      response = try await machine.sendPatiently(request)
    } catch let error as HTTPError {
      throw CredentialsError(provider: provider, message: error.description)
    }
    guard response.status == 200,
      let result = try? XMLElement(parsing: response.body).child("AssumeRoleWithWebIdentityResult")?
        .child("Credentials"),
      let credentials = try? XMLValueDecoder.decode(STS.Credentials.self, from: result)
    else {
      let error = AWSErrorParser(service: .sts, operation: "AssumeRoleWithWebIdentity").parse(response)
      throw CredentialsError(provider: provider, message: error.description)
    }
    return AWSCredentials(credentials, source: "role \(role) (\(provider))")
  }

  private struct Input: Encodable {
    var roleArn: String
    var roleSessionName: String
    var webIdentityToken: String
  }
}
