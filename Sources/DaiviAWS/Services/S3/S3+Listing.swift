import DaiviSystem
import FoundationEssentials

/// Listing and deleting objects.
extension S3 {
  static let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

  /// ListObjectsV2: objects below a prefix, in the order of their keys.
  public func listObjectsPages(bucket: String, prefix: String = "") -> AWSPages<ObjectPage> {
    AWSPages(nextToken: \.nextToken) { token in
      var request = request("ListObjectsV2", "GET", bucket: bucket)
      request.query = [("list-type", "2"), ("prefix", prefix)]
      if let token { request.query.append(("continuation-token", token)) }
      let root = try xml(try await client.send(request), request)
      return ObjectPage(
        objects: root.children("Contents").map(Object.init),
        nextToken: root.text("IsTruncated") == "true" ? root.text("NextContinuationToken") : nil)
    }
  }

  /// ListObjectVersions: versions and delete markers below a prefix.
  public func listObjectVersionsPages(bucket: String, prefix: String = "") -> AWSPages<VersionPage> {
    AWSPages(nextToken: \.nextToken) { token in
      var request = request("ListObjectVersions", "GET", bucket: bucket)
      // Encoded, because XML cannot hold every character that a key may have.
      request.query = [("versions", ""), ("prefix", prefix), ("encoding-type", "url")]
      if let token {
        // The position has two parts; neither contains a line end that is not encoded in `token`.
        let parts = token.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map {
          PercentEncoding.decode($0)
        }
        request.query += [("key-marker", parts[0]), ("version-id-marker", parts[1])]
      }
      let root = try xml(try await client.send(request), request)
      let isEncoded = root.text("EncodingType") == "url"
      func key(_ text: String) -> String { isEncoded ? PercentEncoding.decodeForm(text) : text }
      let markers = [key(root.text("NextKeyMarker") ?? ""), root.text("NextVersionIdMarker") ?? ""]
      return VersionPage(
        versions: root.children.compactMap { Version($0, key: key) },
        nextToken: root.text("IsTruncated") == "true"
          ? markers.map { PercentEncoding.encode($0) }.joined(separator: "\n") : nil)
    }
  }

  /// DeleteObjects: any number, 1,000 a request. Deleting what does not exist is no error. Keys with characters that XML
  /// cannot hold go one by one.
  /// - Returns: what could not be deleted, though the call succeeded.
  public func deleteObjects(bucket: String, _ all: [ObjectID]) async throws -> [DeleteFailure] {
    var failures: [DeleteFailure] = []
    for object in all where !XMLText.canHold(object.key) { try await deleteObject(bucket: bucket, object) }
    let objects = all.filter { XMLText.canHold($0.key) }
    for start in stride(from: 0, to: objects.count, by: 1000) {
      var request = request("DeleteObjects", "POST", bucket: bucket)
      request.query = [("delete", "")]
      let items = objects[start..<min(start + 1000, objects.count)].map { object in
        let version = object.versionID.map { "<VersionId>\(XMLText.escape($0))</VersionId>" } ?? ""
        return "<Object><Key>\(XMLText.escape(object.key))</Key>\(version)</Object>"
      }
      let body = Array("<Delete xmlns=\"\(Self.namespace)\"><Quiet>true</Quiet>\(items.joined())</Delete>".utf8)
      request.body = .bytes(body)
      request.headers["Content-Type"] = "application/xml"
      request.setDigest(SHA256.hash(body))
      let root = try xml(try await client.send(request), request)
      failures += root.children("Error").map(DeleteFailure.init)
    }
    return failures
  }

  func xml(_ response: HTTPResponse, _ request: AWSRequest) throws -> XMLElement {
    if response.body.isEmpty { return XMLElement(name: "") }
    do {
      return try XMLElement(parsing: response.body)
    } catch {
      throw client.failure(request, AWSError.Code.invalidResponse, "\(error)")
    }
  }
}
