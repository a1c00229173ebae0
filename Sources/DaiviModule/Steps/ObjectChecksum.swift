import DaiviAWS

/// The checksum that objects are sent with, so that one that is there already is known.
public enum ObjectChecksum {
  /// Metadata of an object that has this checksum.
  public static func metadata(_ digest: String) -> [String: String] { [name: digest] }

  /// The checksum an object was sent with; nil when there is no object (or no bucket), empty when it has none.
  public static func recorded(_ bucket: String, _ key: String, _ context: StepContext) async throws -> String? {
    do {
      return try await context.aws.s3.headObject(bucket: bucket, key: key).metadata[name] ?? ""
    } catch let error as AWSError where error.isNotFound {
      return nil
    }
  }

  private static let name = "daivi-sha256"
}
