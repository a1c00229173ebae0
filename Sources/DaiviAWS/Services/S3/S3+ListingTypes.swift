import FoundationEssentials

/// Types of the operations in S3+Listing.swift.
extension S3 {
  /// An object of a listing.
  public struct Object: Sendable, Hashable {
    public var key: String
    /// Bytes.
    public var size: Int64
    /// With its quotes.
    public var eTag: String
    public var lastModified: Date?

    init(_ element: XMLElement) {
      key = element.text("Key") ?? ""
      size = element.text("Size").flatMap { Int64($0) } ?? 0
      eTag = element.text("ETag") ?? ""
      lastModified = element.text("LastModified").flatMap(AWSTime.parse)
    }
  }

  /// A page of ListObjectsV2.
  public struct ObjectPage: Sendable, Hashable {
    public var objects: [Object]
    public var nextToken: String?
  }

  /// What to delete: a key (which makes a delete marker in a versioned bucket) or one version for good.
  public struct ObjectID: Sendable, Hashable {
    public var key: String
    public var versionID: String?

    public init(key: String, versionID: String? = nil) {
      self.key = key
      self.versionID = versionID
    }
  }

  /// A version or a delete marker.
  public struct Version: Sendable, Hashable {
    public var id: ObjectID
    public var isDeleteMarker: Bool
    public var isLatest: Bool

    /// `key` undoes the encoding of the listing.
    init?(_ element: XMLElement, key decode: (String) -> String = { $0 }) {
      guard ["Version", "DeleteMarker"].contains(element.name), let key = element.text("Key") else { return nil }
      id = ObjectID(key: decode(key), versionID: element.text("VersionId"))
      isDeleteMarker = element.name == "DeleteMarker"
      isLatest = element.text("IsLatest") == "true"
    }
  }

  /// A page of ListObjectVersions.
  public struct VersionPage: Sendable, Hashable {
    public var versions: [Version]
    public var nextToken: String?
  }

  /// An object that DeleteObjects could not delete.
  public struct DeleteFailure: Sendable, Hashable, CustomStringConvertible {
    public var id: ObjectID
    public var code: String
    public var message: String

    init(_ element: XMLElement) {
      id = ObjectID(key: element.text("Key") ?? "", versionID: element.text("VersionId"))
      code = element.text("Code") ?? ""
      message = element.text("Message") ?? ""
    }

    public var description: String { "\(id.key): \(code): \(message)" }
  }
}
