import DaiviSystem
import Testing

/// Python of the sandbox's packages (boto3): how tests break things behind DAIVI's back, and look at them.
enum Python {
  private static let prelude = """
    import boto3, json, sys, time
    def client(service, region="us-east-1"):
        return boto3.client(service, region_name=region, endpoint_url=sys.argv[1],
                            aws_access_key_id="123456789012", aws_secret_access_key="sandbox")

    """

  /// Runs a script against the project's sandbox; what it printed, without the last line end.
  @discardableResult
  static func run(
    _ script: String, in project: TestProject, path: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> String {
    let output = try await DaiviRun(in: project, program: Path.join(Build.venv, "bin/python"))
      .env("PYTHONPATH", path).args("-c", prelude + script, try project.sandbox().endpoint).status(0)
      .run(sourceLocation: sourceLocation)
    return output.stdout.hasSuffix("\n") ? String(output.stdout.dropLast()) : output.stdout
  }
}
