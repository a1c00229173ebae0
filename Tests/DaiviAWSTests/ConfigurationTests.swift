import Testing

@testable import DaiviAWS

/// Region, endpoints and retries from environment and shared files.
struct ConfigurationTests {
  private func machine(_ environment: [String: String], config: String = "") -> AWSMachine {
    AWSMachine(
      environment: environment, homeDirectory: "/h",
      readFile: { $0 == "/h/.aws/config" && !config.isEmpty ? Array(config.utf8) : nil }, run: { _ in [] },
      transport: FakeTransport(.json("{}")))
  }

  private let config = """
    # comment
    [default]
    region = eu-central-1
    s3 =
      max_concurrent_requests = 20
    max_attempts = 5
    [profile dev]
    region=ap-south-1
    endpoint_url = http://localhost:1
    services = local
    [services local]
    s3 =
      endpoint_url = http://localhost:2
    cloudwatch_logs =
      endpoint_url = http://localhost:3
    """

  @Test func theRegionIsTheArgumentsThenTheEnvironmentsThenTheProfiles() throws {
    let both = machine(["AWS_REGION": "us-west-2"], config: config)
    #expect(try AWSConfiguration.standard(region: "us-east-2", machine: both).region == "us-east-2")
    #expect(try AWSConfiguration.standard(machine: both).region == "us-west-2")
    #expect(try AWSConfiguration.standard(machine: machine([:], config: config)).region == "eu-central-1")
    #expect(try AWSConfiguration.standard(machine: machine([:], config: config)).retry.maximumAttempts == 5)
    let error = #expect(throws: CredentialsError.self) { try AWSConfiguration.standard(machine: machine([:])) }
    #expect(error?.description.contains("AWS_REGION") == true)
  }

  @Test func endpointsOfAServiceWinOverThoseOfAllAndTheEnvironmentOverTheProfile() throws {
    let profile = try AWSConfiguration.standard(profile: "dev", machine: machine([:], config: config)).endpoints
    #expect(profile.resolve(.s3, region: "ap-south-1").baseURL == "http://localhost:2")
    #expect(profile.resolve(.logs, region: "ap-south-1").baseURL == "http://localhost:3")
    #expect(profile.resolve(.glue, region: "ap-south-1").baseURL == "http://localhost:1")
    let environment = try AWSConfiguration.standard(
      profile: "dev",
      machine: machine(
        ["AWS_ENDPOINT_URL_S3": "http://localhost:4/", "AWS_ENDPOINT_URL": "http://localhost:5"], config: config)
    ).endpoints
    #expect(environment.resolve(.s3, region: "ap-south-1").baseURL == "http://localhost:4")
    #expect(environment.resolve(.glue, region: "ap-south-1").baseURL == "http://localhost:5")
    let ignored = try AWSConfiguration.standard(
      machine: machine(
        ["AWS_ENDPOINT_URL": "http://localhost:5", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], config: config))
    #expect(ignored.endpoints == AWSEndpointOverrides())
  }

  @Test(arguments: [
    (AWSService.cloudFormation, "eu-west-1", "https://cloudformation.eu-west-1.amazonaws.com", "eu-west-1"),
    (.sts, "us-east-1", "https://sts.us-east-1.amazonaws.com", "us-east-1"),
    (.iam, "eu-west-1", "https://iam.amazonaws.com", "us-east-1"),
    (.iam, "us-gov-east-1", "https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
    (.iam, "cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
    (.glue, "cn-north-1", "https://glue.cn-north-1.amazonaws.com.cn", "cn-north-1"),
    (.dataZone, "eu-west-1", "https://datazone.eu-west-1.api.aws", "eu-west-1"),
    (.costExplorer, "eu-west-1", "https://ce.us-east-1.amazonaws.com", "us-east-1"),
    (.costExplorer, "cn-north-1", "https://ce.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
    (.kms, "us-gov-west-1", "https://kms.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
  ])
  func hostsOfPartitions(service: AWSService, region: String, url: String, signingRegion: String) {
    let endpoint = AWSEndpointOverrides().resolve(service, region: region)
    #expect(endpoint.baseURL == url)
    #expect(endpoint.signingRegion == signingRegion)
  }

  @Test func certificatesComeFromTheEnvironmentFirst() {
    #expect(CertificateBundle.path(environment: ["AWS_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b"]) == "/a")
    #expect(CertificateBundle.path(environment: ["SSL_CERT_FILE": "/b"]) == "/b")
  }
}
