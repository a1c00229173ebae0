import DaiviAWS
import DaiviProtocol
import DaiviSystem

/// Puts an archive that the step makes itself into a bucket, under a name that carries its digest: what runs the code
/// is updated by CloudFormation when the bytes change, and only then.
public struct CodePackage: Step {
  public typealias Make = @Sendable (StepContext) async throws -> [UInt8]

  public let id: String
  public let kind = "code-package"
  public let title: String
  public let bucket: Value
  public let key: Value
  public let revision: String
  public let uses: [Value]
  private let keyOutput: String
  private let files: [String]
  private let make: Make

  /// - Parameters:
  ///   - key: of the object, without its digest and `.zip`.
  ///   - keyOutput: output with the whole key.
  ///   - files: those of iac/ that it is made of.
  ///   - revision: change it with what the closure does.
  ///   - uses: texts the closure fills in.
  ///   - make: the same bytes each time. It throws before anything is stored.
  public init(
    _ id: String, _ title: String, to bucket: Value, key: Value, keyOutput: String, files: [String] = [],
    revision: String = "1", uses: [Value] = [], make: @escaping Make
  ) {
    self.id = id
    self.title = title
    self.bucket = bucket
    self.key = key
    self.keyOutput = keyOutput
    self.files = files
    self.revision = revision
    self.uses = uses
    self.make = make
  }

  /// An archive of files of iac/, by their names there.
  public init(
    _ id: String, _ title: String, to bucket: Value, key: Value, keyOutput: String, members: [String: String]
  ) {
    self.init(id, title, to: bucket, key: key, keyOutput: keyOutput, files: members.values.sorted()) { context in
      ZipArchive(
        try members.sorted { $0.key < $1.key }.map { .init($0.key, Array(try context.files.text($0.value).utf8)) }
      ).bytes()
    }
  }

  public var reads: [Value] { [bucket, key] + uses }
  public var actions: [String] { CallActions.objects }
  public var checks: [CheckDeclaration] {
    [CheckDeclaration(id: "package", title: "\(title): the archive is there, unchanged")]
  }

  public func outputs(in files: ModuleFiles) throws -> [String] { [keyOutput] }

  public func material(in files: ModuleFiles) throws -> String {
    ([kind, revision] + (try self.files.map { try files.digest($0) })).joined(separator: "|")
  }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let bucket = try context.value(bucket)
    let bytes = try await make(context)
    let digest = SHA256.hex(of: bytes)
    let name = "\(try context.value(key))-\(digest.prefix(16)).zip"
    let size = "\((bytes.count + 1023) / 1024) KB"
    if try await ObjectChecksum.recorded(bucket, name, context) != digest {
      var options = S3.PutOptions()
      options.metadata = ObjectChecksum.metadata(digest)
      try await context.aws.s3.putObject(bucket: bucket, key: name, bytes: bytes, options: options)
    }
    return StepSuccess(
      outputs: [keyOutput: name], resources: [ResourceRecord(type: "AWS::S3::Object", id: "s3://\(bucket)/\(name)")],
      detail: "\(size), SHA-256 \(digest.prefix(16))...")
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let bucket = try context.value(bucket)
    let name = context.inputs[keyOutput] ?? ""
    let found = name.isEmpty ? nil : try await ObjectChecksum.recorded(bucket, name, context)
    let mark = name.split(separator: "-").last?.split(separator: ".").first.map(String.init) ?? "?"
    let detail =
      found == nil
      ? "s3://\(bucket)/\(name) is missing"
      : found?.hasPrefix(mark) == true ? nil : "s3://\(bucket)/\(name) has another content"
    return [
      CheckResult(
        id: "package", title: checks[0].title, status: detail == nil ? .passed : .failed, detail: detail,
        resource: bucket)
    ]
  }

  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    guard let name = context.inputs[keyOutput] else { return StepSuccess(detail: "nothing was stored") }
    return try await UploadedObjects(aws: context.aws, bucket: try context.value(bucket)).remove([name])
  }
}
