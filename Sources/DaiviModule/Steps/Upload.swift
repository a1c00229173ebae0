import DaiviAWS
import DaiviProtocol
import DaiviSystem

/// Puts files into a bucket; what is there already with the same checksum is left alone.
public struct Upload: Step {
  /// Where a file's bytes come from.
  public enum Source: Sendable {
    /// A file of iac/ that the binary carries.
    case file(String)
    /// Bytes the module makes; `revision` names what they are.
    case generated(revision: String, @Sendable () -> [UInt8])
    /// The user's own file, when that parameter is set; else the other source.
    indirect case parameter(String, otherwise: Source)
    /// The other source as gzip, for what reads nothing else; one that is gzip already stays as it is.
    indirect case gzipped(Source)
  }

  /// One object.
  public struct Item: Sendable {
    let key: Value
    let source: Source

    public init(_ key: Value, from source: Source) {
      self.key = key
      self.source = source
    }
  }

  public let id: String
  public let kind = "upload"
  public let title: String
  public let bucket: Value
  public let items: [Item]
  /// Output that carries one digest of all objects, for what must run again when they change.
  public let digestOutput: String?

  public init(_ id: String, _ title: String, to bucket: Value, digestOutput: String? = nil, items: [Item]) {
    self.id = id
    self.title = title
    self.bucket = bucket
    self.items = items
    self.digestOutput = digestOutput
  }

  public var reads: [Value] { [bucket] + items.map(\.key) + items.compactMap(\.source.parameter) }
  public var actions: [String] { CallActions.objects }
  public var checks: [CheckDeclaration] {
    [CheckDeclaration(id: "objects", title: "\(title): the objects are there, unchanged")]
  }

  public func outputs(in files: ModuleFiles) throws -> [String] { digestOutput.map { [$0] } ?? [] }

  public func material(in files: ModuleFiles) throws -> String {
    try items.map { try $0.source.material(in: files) }.joined(separator: ",")
  }

  public func apply(_ context: StepContext) async throws -> StepSuccess {
    let bucket = try context.value(bucket)
    var sent = 0
    var digests: [String] = []
    for item in items {
      let key = try context.value(item.key)
      let content = try item.source.content(context)
      digests.append("\(key)=\(content.digest)")
      if try await ObjectChecksum.recorded(bucket, key, context) == content.digest { continue }
      context.progress("sending \(key)")
      var options = S3.PutOptions()
      options.metadata = ObjectChecksum.metadata(content.digest)
      switch content.body {
      case .bytes(let bytes):
        try await context.aws.s3.putObject(bucket: bucket, key: key, bytes: bytes, options: options)
      case .file(let path):
        try await context.aws.s3.putObject(bucket: bucket, key: key, file: path, options: options)
      }
      sent += 1
    }
    let kept = items.count - sent
    return StepSuccess(
      outputs: digestOutput.map { [$0: SHA256.hex(of: digests.joined(separator: "\n"))] } ?? [:],
      detail: "\(sent) sent\(kept > 0 ? ", \(kept) already there" : "")")
  }

  public func verify(_ context: StepContext) async throws -> [CheckResult] {
    let bucket = try context.value(bucket)
    var wrong: [String] = []
    for item in items {
      let key = try context.value(item.key)
      let expected = try item.source.content(context).digest
      guard let found = try await ObjectChecksum.recorded(bucket, key, context) else {
        wrong.append("s3://\(bucket)/\(key) is missing")
        continue
      }
      if found != expected { wrong.append("s3://\(bucket)/\(key) has another content") }
    }
    return [
      CheckResult(
        id: "objects", title: checks[0].title, status: wrong.isEmpty ? .passed : .failed,
        detail: wrong.isEmpty ? "\(items.count) objects" : wrong.joined(separator: "; "), resource: bucket)
    ]
  }

  public func planDestroy(_ context: StepContext) async throws -> [PlannedChange] {
    let bucket = context.planned(bucket)
    return items.map { PlannedChange(action: .delete, type: kind, name: "s3://\(bucket)/\(context.planned($0.key))") }
  }

  public func destroy(_ context: StepContext) async throws -> StepSuccess {
    // One by one: the bucket may belong to another target and stay.
    try await UploadedObjects(aws: context.aws, bucket: try context.value(bucket))
      .remove(try items.map { try context.value($0.key) })
  }
}

extension Upload.Source {
  struct Content {
    enum Body {
      case bytes([UInt8])
      case file(String)
    }
    var digest: String
    var body: Body
  }

  var parameter: Value? {
    switch self {
    case .parameter(let name, _): Value("{parameters.\(name)}")
    case .gzipped(let source): source.parameter
    case .file, .generated: nil
    }
  }

  func material(in files: ModuleFiles) throws -> String {
    switch self {
    case .file(let path): try files.digest(path)
    case .generated(let revision, _): revision
    case .parameter(let name, let otherwise): "\(name)?\(try otherwise.material(in: files))"
    case .gzipped(let source): "gzip|\(try source.material(in: files))"
    }
  }

  func content(_ context: StepContext) throws -> Content {
    switch self {
    case .file(let path):
      let bytes = Array(try context.files.text(path).utf8)
      return Content(digest: SHA256.hex(of: bytes), body: .bytes(bytes))
    case .generated(_, let make):
      let bytes = make()
      return Content(digest: SHA256.hex(of: bytes), body: .bytes(bytes))
    case .parameter(let name, let otherwise):
      guard let path = context.parameters[name] else { return try otherwise.content(context) }
      return Content(digest: try SHA256.hex(ofFile: path), body: .file(path))
    case .gzipped(let source):
      let content = try source.content(context)
      let bytes: [UInt8] =
        switch content.body {
        case .bytes(let bytes): bytes
        case .file(let path): try Files.read(path)
        }
      if bytes.starts(with: [0x1f, 0x8b]) { return content }
      let packed = Gzip.compress(bytes)
      return Content(digest: SHA256.hex(of: packed), body: .bytes(packed))
    }
  }
}
