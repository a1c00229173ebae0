import DaiviProtocol

/// The buckets of a module: for each family a bucket and its log bucket in both regions, replicating both ways.
///
/// A bucket can replicate only to one that exists, so three steps: primary, secondary, and the primary again with
/// replication. After the first creation the first step leaves replication on.
public enum BucketFamilies {
  /// Steps for the families of iac/shared/bucket-families.yaml. The target needs the inputs `s3KeyArn` and
  /// `secondaryS3KeyArn`; its outputs are `<family>Bucket` and `secondary<Family>Bucket`.
  /// - Parameters:
  ///   - prefix: before the steps' and the stacks' names, where a target has two sets of buckets: `source-`.
  ///   - more: further parameters of the template.
  public static func steps(
    _ families: [String], usage: Value = "s3", prefix: String = "", more: [String: Value] = [:]
  ) -> [any Step] {
    let outputs = families.map { "\($0)Bucket" }
    func stack(_ id: String, _ region: Stack.Region, whenCreating: [String: Value] = [:]) -> Stack {
      let primary = region == .primary
      return Stack(
        "\(prefix)\(id)", template: "shared/bucket-families.yaml", name: "\(prefix)buckets", region: region,
        parameters: [
          "Families": Value(families.joined(separator: ",")), "Owner": "{module}", "Usage": usage,
          "Replicate": "true",
          "S3KeyArn": primary ? "{inputs.s3KeyArn}" : "{inputs.secondaryS3KeyArn}",
          "PeerS3KeyArn": primary ? "{inputs.secondaryS3KeyArn}" : "{inputs.s3KeyArn}",
        ].merging(more) { $1 },
        whenCreating: whenCreating, outputPrefix: primary ? "" : "secondary", outputs: outputs,
        // The primary stack is looked at once, by its last step.
        isVerified: whenCreating.isEmpty)
    }
    return [
      stack("primary-buckets", .primary, whenCreating: ["Replicate": "false"]),
      stack("secondary-buckets", .secondary),
      stack("replication", .primary),
    ]
  }
}
