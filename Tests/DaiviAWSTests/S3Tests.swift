import DaiviSystem
import FoundationEssentials
import Testing

@testable import DaiviAWS

/// S3's own dialect: hosts, keys, checksums, parts, batches.
struct S3Tests {
  @Test func bucketsAreInTheHostUnlessTheEndpointIsGiven() async throws {
    let transport = FakeTransport(.success(HTTPResponse(status: 200)))
    _ = try await AWS.fake(transport, region: "eu-west-1").s3.headBucket("my-bucket")
    _ = try await AWS.fake(transport, region: "eu-west-1").s3.headBucket("my.bucket")
    _ = try await AWS.fake(transport, endpoints: .init(all: "http://127.0.0.1:4566")).s3.headBucket("my-bucket")
    #expect(
      transport.requests.map(\.url) == [
        "https://my-bucket.s3.eu-west-1.amazonaws.com/", "https://s3.eu-west-1.amazonaws.com/my.bucket/",
        "http://127.0.0.1:4566/my-bucket/",
      ])
  }

  @Test func keysKeepTheirSlashesAndAreSignedAsSent() async throws {
    let transport = FakeTransport(.success(HTTPResponse(status: 200, headers: ["ETag": "\"e\""])))
    var options = S3.PutOptions()
    options.metadata = ["Owner": "me"]
    options.kmsKeyID = "arn:key"
    let result = try await AWS.fake(transport).s3.putObject(
      bucket: "b", key: "a b//ü/../c+d=1", bytes: Array("hello".utf8), options: options)
    #expect(result.eTag == "\"e\"")
    let request = transport.requests[0]
    #expect(request.url == "https://b.s3.us-east-1.amazonaws.com/a%20b//%C3%BC/../c%2Bd%3D1")
    #expect(request.headers["x-amz-content-sha256"] == SHA256.hex(of: "hello"))
    #expect(request.headers["x-amz-checksum-sha256"] == "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")
    #expect(request.headers["x-amz-meta-owner"] == "me")
    #expect(request.headers["x-amz-server-side-encryption"] == "aws:kms")
  }

  @Test func aConditionalWriteIsNotRepeated() async throws {
    let transport = FakeTransport(.lost(sent: true))
    var options = S3.PutOptions()
    options.onlyIfAbsent = true
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport).s3.putObject(bucket: "b", key: "k", bytes: [1], options: options)
    }
    #expect(error?.isAmbiguous == true)
    #expect(transport.requests.count == 1)
    #expect(transport.requests[0].headers["If-None-Match"] == "*")
  }

  @Test func aHeadWithoutBodyIsNamedByItsStatus() async throws {
    for (status, code) in [(404, "NotFound"), (403, "Forbidden"), (412, "PreconditionFailed")] {
      let transport = FakeTransport(.success(HTTPResponse(status: status)))
      let error = await #expect(throws: AWSError.self) { try await AWS.fake(transport).s3.headBucket("b") }
      #expect(error?.code == code)
    }
  }

  @Test func aBucketOfAnotherRegionSaysWhichOne() async throws {
    let transport = FakeTransport(
      .success(HTTPResponse(status: 301, headers: ["x-amz-bucket-region": "eu-north-1"])))
    let error = await #expect(throws: AWSError.self) { try await AWS.fake(transport).s3.headBucket("b") }
    #expect(error?.message.contains("eu-north-1") == true)
  }

  @Test func anErrorInsideASuccessfulCopyIsAnError() async throws {
    let transport = FakeTransport(
      .xml("<Error><Code>InternalError</Code><Message>again</Message></Error>"),
      .xml("<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>"))
    let result = try await AWS.fake(transport).s3.copyObject(
      fromBucket: "a", fromKey: "x y", toBucket: "b", toKey: "z")
    #expect(result.eTag == "\"e\"")
    #expect(transport.requests.count == 2)
    #expect(transport.requests[0].headers["x-amz-copy-source"] == "a/x%20y")
  }

  @Test func aLargeFileGoesInPartsWhoseChecksumsAreListed() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/large"
      let bytes = [UInt8](repeating: 1, count: 25)
      try Data(bytes).write(to: URL(filePath: path))
      let transport = FakeTransport { request, _ in
        if request.url.hasSuffix("?uploads=") { return .xml("<R><UploadId>u/1</UploadId></R>") }
        if request.method == "PUT" {
          let number = request.url.firstRange(of: "partNumber=").map { request.url[$0.upperBound...].prefix(1) }!
          return .success(HTTPResponse(status: 200, headers: ["ETag": "\"e\(number)\""]))
        }
        return .xml("<R><ETag>\"whole\"</ETag></R>")
      }
      let result = try await AWS.fake(transport).s3.putMultipart(
        bucket: "b", key: "k", file: .init(path: path, size: 25), options: .init(), partSize: 10)
      #expect(result.eTag == "\"whole\"")
      let parts = transport.requests.filter { $0.method == "PUT" }
      #expect(parts.map(\.body.count).sorted() == [5, 10, 10])
      #expect(parts.contains { $0.headers["x-amz-content-sha256"] == SHA256.hex(of: bytes[..<5]) })
      let complete = try XMLElement(parsing: Array(transport.requests.last!.bodyText.utf8))
      #expect(complete.children("Part").map { $0.text("PartNumber") } == ["1", "2", "3"])
      #expect(complete.children("Part").map { $0.text("ETag") } == ["\"e1\"", "\"e2\"", "\"e3\""])
      #expect(transport.requests.last?.url.hasSuffix("/k?uploadId=u%2F1") == true)
    }
  }

  @Test func aFailedPartTakesTheWholeUploadBack() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/large"
      try Data(count: 25).write(to: URL(filePath: path))
      let transport = FakeTransport { request, _ in
        if request.url.hasSuffix("?uploads=") { return .xml("<R><UploadId>u</UploadId></R>") }
        return request.method == "PUT"
          ? .xml("<Error><Code>AccessDenied</Code></Error>", status: 403) : .success(HTTPResponse(status: 204))
      }
      let error = await #expect(throws: AWSError.self) {
        try await AWS.fake(transport).s3.putMultipart(
          bucket: "b", key: "k", file: .init(path: path, size: 25), options: .init(), partSize: 10)
      }
      #expect(error?.code == "AccessDenied")
      #expect(transport.requests.last?.method == "DELETE")
    }
  }

  @Test func aThousandObjectsAreDeletedARequest() async throws {
    let transport = FakeTransport { request, _ in
      let keys = try XMLElement(parsing: Array(request.bodyText.utf8)).children("Object").map { $0.text("Key")! }
      return keys.contains("k & 7")
        ? .xml("<R><Error><Key>k &amp; 7</Key><Code>AccessDenied</Code><Message>locked</Message></Error></R>")
        : .xml("<R/>")
    }
    let failures = try await AWS.fake(transport).s3.deleteObjects(
      bucket: "b", (0..<2500).map { .init(key: "k & \($0)", versionID: "v") })
    #expect(transport.requests.count == 3)
    #expect(failures.map(\.description) == ["k & 7: AccessDenied: locked"])
  }

  @Test func versionsAreListedPageByPage() async throws {
    let transport = FakeTransport(
      .xml(
        """
        <R><IsTruncated>true</IsTruncated><NextKeyMarker>a b\n</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>
        <Version><Key>a</Key><VersionId>v0</VersionId><IsLatest>true</IsLatest></Version></R>
        """),
      .xml("<R><IsTruncated>false</IsTruncated><DeleteMarker><Key>c</Key><VersionId>v2</VersionId></DeleteMarker></R>"))
    let versions = try await AWS.fake(transport).s3.listObjectVersionsPages(bucket: "b").collect(\.versions)
    #expect(versions.map(\.id) == [.init(key: "a", versionID: "v0"), .init(key: "c", versionID: "v2")])
    #expect(versions.map(\.isDeleteMarker) == [false, true])
    #expect(transport.requests[1].url.hasSuffix("&key-marker=a%20b%0A&version-id-marker=v1"))
  }
}
