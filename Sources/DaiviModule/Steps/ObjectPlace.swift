import DaiviProtocol

/// An object in S3, as `s3://bucket/key` names it.
struct ObjectPlace: Hashable, Sendable {
  let bucket: String
  let key: String

  /// Throws `StepError` when the text names no object.
  init(_ text: String) throws {
    let parts = text.dropFirst("s3://".count).split(separator: "/", maxSplits: 1).map(String.init)
    guard text.hasPrefix("s3://"), parts.count == 2 else {
      throw StepError(message: "\(text) is no place of an object")
    }
    (bucket, key) = (parts[0], parts[1])
  }
}
