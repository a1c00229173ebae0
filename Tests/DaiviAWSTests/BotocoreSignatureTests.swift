import Testing

@testable import DaiviAWS

/// Signatures that botocore 1.43.11 makes of the same requests: a second opinion on what the published suite leaves
/// out, S3's path and payload header and the double encoding of the other services.
struct BotocoreSignatureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var service: String
    var region = "us-east-1"
    var method = "GET"
    var url: String
    var headers: HTTPHeaders = [:]
    var body = ""
    var signature: String

    var testDescription: String { "\(service) \(method)" }
  }

  static let cases = [
    Case(
      service: "s3", region: "eu-west-1", method: "PUT",
      url: "https://b.s3.eu-west-1.amazonaws.com/a%20b//%C3%BC/../c%2Bd%3D1",
      headers: ["x-amz-meta-owner": "me  and   you"], body: "hello",
      signature: "f95e989b8c5f75b7960bcad3140fd41bf9159df7d1c8c05901ebf6fb6c52d4e0"),
    Case(
      service: "s3", region: "eu-west-1",
      url: "https://b.s3.eu-west-1.amazonaws.com/?versions=&prefix=a%2Fb%20c&key-marker=%C3%BC",
      signature: "6ef3c82ee61422f4d54933e91611382e88c6665aeb3e891da9ac940505d78748"),
    Case(
      service: "s3tables",
      url: "https://s3tables.us-east-1.amazonaws.com/buckets/"
        + "arn%3Aaws%3As3tables%3Aus-east-1%3A123456789012%3Abucket%2Fb?prefix=x%20y",
      signature: "998181a7fa977976bec130e167240f75e9a7811e56832970fdce1558c3da9121"),
    Case(
      service: "glue", method: "POST", url: "https://glue.us-east-1.amazonaws.com/",
      headers: ["X-Amz-Target": "AWSGlue.GetJob", "Content-Type": "application/x-amz-json-1.1"],
      body: #"{"JobName":"a"}"#,
      signature: "9b38a620cd045d741643eb66658ce2e08fe6e830cbe70d6d126384394cf1665b"),
  ]

  @Test(arguments: cases)
  func sameSignature(_ test: Case) throws {
    let body = HTTPBody.bytes(Array(test.body.utf8))
    let request = HTTPRequest(method: test.method, url: test.url, headers: test.headers, body: body)
    let credentials = AWSCredentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      sessionToken: "to/ken+1==")
    let signed = SigV4Signer(service: test.service, region: test.region, isS3: test.service == "s3").sign(
      request, credentials: credentials, at: try #require(AWSTime.parse("2026-01-02T03:04:05Z")),
      payloadHash: SHA256Text.of(body))
    #expect(signed.headers["Authorization"]?.hasSuffix("Signature=\(test.signature)") == true)
  }
}
