import DaiviModule
import DaiviSystem

/// Section 5 of the guide: the catalog library for Iceberg tables in S3 Tables. Glue 5 carries one itself and our jobs
/// use that; the jar is for jobs that name it, as the guide's notebooks do.
@main
struct GlueJars: DaiviModule {
  static let module = Module(
    "glue-jars", version: "0.1.0", title: "The S3 Tables catalog jar", requires: ["foundation": ">=0.1.0 <1.0.0"],
    parameters: [
      ParameterDeclaration(
        name: "s3TablesCatalogJar", kind: .file, title: "a local copy of the jar, instead of fetching it"),
      ParameterDeclaration(
        name: "mavenRepository", title: "Maven repository the jar is fetched from; Maven Central by default"),
    ],
    permissions: CallActions.objects
  ) {
    Target("deploy-glue-jars", "Fetch the jar and put it into the jars bucket", guide: "5") {
      Input("glueJarsBucket", from: "foundation/deploy-buckets")
      catalogJar
    }
  }
}

private let version = "0.1.7"
private let group = "software/amazon/s3tables"
private let artifact = "s3-tables-catalog-for-iceberg-runtime"
private let file = "\(artifact)-\(version).jar"
private let bucket: Value = "{inputs.glueJarsBucket}"
private let there = CheckDeclaration(id: "jar", title: "\(file) is in the jars bucket, whole")
private let checksumName = "daivi-sha256"

private let catalogJar = Custom(
  "jar", file, kind: "upload", revision: version,
  reads: [bucket, "{parameters.s3TablesCatalogJar}", "{parameters.mavenRepository}"],
  outputs: ["s3TablesCatalogJar"], checks: [there],
  apply: { context in
    let target = try context.value(bucket)
    let outputs = ["s3TablesCatalogJar": "s3://\(target)/\(file)"]
    let path: String
    if let local = context.parameters["s3TablesCatalogJar"] {
      path = local
    } else {
      path = try await MavenJars("\(group)/\(artifact)/\(version)/\(file)").fetch(
        context, remedy: "set modules.glue-jars.parameters.s3TablesCatalogJar to a copy you trust")[0]
    }
    let digest = try digest(path)
    if try await recordedDigest(context) == digest { return StepSuccess(outputs: outputs, detail: "already there") }
    var options = S3.PutOptions()
    options.metadata = [checksumName: digest]
    try await context.aws.s3.putObject(bucket: target, key: file, file: path, options: options)
    return StepSuccess(outputs: outputs, detail: "sent")
  },
  verify: { context in
    let recorded = try await recordedDigest(context)
    return [
      CheckResult(
        id: there.id, title: there.title, status: recorded == nil ? .failed : .passed,
        detail: recorded == nil ? "it is missing" : nil, resource: try context.value(bucket))
    ]
  },
  destroy: { context in
    try await UploadedObjects(aws: context.aws, bucket: try context.value(bucket)).remove([file])
  })

private func digest(_ path: String) throws -> String {
  var hash = SHA256()
  try Files.forEachChunk(of: path) { hash.update($0) }
  return Hex.string(hash.finalize())
}

private func recordedDigest(_ context: StepContext) async throws -> String? {
  do {
    return try await context.aws.s3.headObject(bucket: try context.value(bucket), key: file).metadata[checksumName]
  } catch let error as AWSError where error.isNotFound {
    return nil
  }
}
