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

private let file = "s3-tables-catalog-for-iceberg-runtime-0.1.8.jar"
private let jar = """
  software/amazon/s3tables/s3-tables-catalog-for-iceberg-runtime/0.1.8/\(file) \
  --hash=sha256:3c9f6db7aa3f1a64297644598ece21d9a9b1e7a56c52eca6e5dcca59519cbf4d
  """
private let bucket: Value = "{inputs.glueJarsBucket}"
private let there = CheckDeclaration(id: "jar", title: "\(file) is in the jars bucket, unchanged")

private let catalogJar = Custom(
  "jar", file, kind: "upload", revision: jar,
  reads: [bucket, "{parameters.s3TablesCatalogJar}", "{parameters.mavenRepository}"],
  outputs: ["s3TablesCatalogJar", "s3TablesCatalogDigest"], checks: [there],
  apply: { context in
    let bucket = try context.value(bucket)
    let path: String
    if let local = context.parameters["s3TablesCatalogJar"] {
      path = local
    } else {
      path = try await MavenJars(jar).fetch(
        context, remedy: "set modules.glue-jars.parameters.s3TablesCatalogJar to a copy you trust")[0]
    }
    let digest = try SHA256.hex(ofFile: path)
    let outputs = ["s3TablesCatalogJar": "s3://\(bucket)/\(file)", "s3TablesCatalogDigest": digest]
    if try await ObjectChecksum.recorded(bucket, file, context) == digest {
      return StepSuccess(outputs: outputs, detail: "already there")
    }
    var options = S3.PutOptions()
    options.metadata = ObjectChecksum.metadata(digest)
    try await context.aws.s3.putObject(bucket: bucket, key: file, file: path, options: options)
    return StepSuccess(outputs: outputs, detail: "sent")
  },
  verify: { context in
    let bucket = try context.value(bucket)
    let detail: String? =
      switch try await ObjectChecksum.recorded(bucket, file, context) {
      case nil: "it is missing"
      case context.inputs["s3TablesCatalogDigest"]: nil
      default: "it has another content"
      }
    return [
      CheckResult(
        id: there.id, title: there.title, status: detail == nil ? .passed : .failed, detail: detail, resource: bucket)
    ]
  },
  destroy: { context in
    try await UploadedObjects(aws: context.aws, bucket: try context.value(bucket)).remove([file])
  })
