/// Buckets as a whole.
extension S3 {
  /// ListBuckets: the account's buckets whose name begins with `prefix`.
  public func listBucketsPages(prefix: String = "") -> AWSPages<BucketPage> {
    AWSPages(nextToken: \.nextToken) { token in
      var request = AWSRequest("ListBuckets")
      request.method = "GET"
      request.query = [("max-buckets", "1000")]
      if !prefix.isEmpty { request.query.append(("prefix", prefix)) }
      if let token { request.query.append(("continuation-token", token)) }
      let root = try xml(try await client.send(request), request)
      // Services that do not know `prefix` list everything.
      let names = root.child("Buckets")?.children("Bucket").compactMap { $0.text("Name") } ?? []
      return BucketPage(names: names.filter { $0.hasPrefix(prefix) }, nextToken: root.text("ContinuationToken"))
    }
  }

  /// DeleteBucketReplication: nothing is copied from the bucket any more. None is no error.
  public func deleteBucketReplication(bucket: String) async throws {
    var request = request("DeleteBucketReplication", "DELETE", bucket: bucket)
    request.query = [("replication", "")]
    do {
      _ = try await client.send(request)
    } catch let error as AWSError where error.code == "ReplicationConfigurationNotFoundError" {
      return
    }
  }

  /// PutBucketLogging with nothing in it: no access logs are delivered for the bucket any more.
  public func stopBucketLogging(bucket: String) async throws {
    var request = request("PutBucketLogging", "PUT", bucket: bucket)
    request.query = [("logging", "")]
    request.headers["Content-Type"] = "application/xml"
    request.body = .bytes(Array("<BucketLoggingStatus xmlns=\"\(Self.namespace)\"/>".utf8))
    _ = try await client.send(request)
  }

  /// DeleteObject: one object, or one version of it for good. The key goes in the path, where it may have any character.
  public func deleteObject(bucket: String, _ object: ObjectID) async throws {
    var request = request("DeleteObject", "DELETE", bucket: bucket, key: object.key)
    if let version = object.versionID { request.query = [("versionId", version)] }
    _ = try await client.send(request)
  }

  /// A page of ListBuckets.
  public struct BucketPage: Sendable, Hashable {
    public var names: [String]
    public var nextToken: String?
  }
}
