import DaiviAWS
import DaiviProtocol
import DaiviSystem

/// How a template reaches CloudFormation: in the request, or through the backend bucket when it is too large for one.
package struct TemplateUpload: Sendable {
  /// Bytes that a request takes ("CloudFormation quotas": template body size in a request).
  package static let limit = 51_200

  private let stack: StackDescription
  private let aws: AWS

  package init(_ stack: StackDescription, aws: AWS) {
    self.stack = stack
    self.aws = aws.in(stack.region)
  }

  /// The body or the URL, the other one nil. The object is named by its content: what is there already is not sent again.
  package func place() async throws -> (body: String?, url: String?) {
    let body = Array(stack.template.body.utf8)
    guard body.count > Self.limit else { return (stack.template.body, nil) }
    guard let bucket = stack.artifactBucket else {
      throw refusal("and this environment names no bucket to pass it through")
    }
    let key = "templates/\(SHA256.hex(of: body)).yaml"
    do {
      if try await !isThere(bucket, key) { try await aws.s3.putObject(bucket: bucket, key: key, bytes: body) }
    } catch let error as AWSError where error.code == "NoSuchBucket" || error.httpStatus == 404 {
      throw refusal("and there is no bucket \(bucket) to pass it through")
    }
    return (nil, url(bucket, key))
  }

  private func isThere(_ bucket: String, _ key: String) async throws -> Bool {
    do {
      _ = try await aws.s3.headObject(bucket: bucket, key: key)
      return true
    } catch let error as AWSError where error.isNotFound || error.httpStatus == 404 {
      return false
    }
  }

  private func refusal(_ why: String) -> StepError {
    StepError(
      message: "iac/\(stack.path) has \(stack.template.body.utf8.count) bytes, a request takes \(Self.limit), \(why)",
      service: "CloudFormation", operation: "CreateChangeSet", hint: "make the backend bucket: daivi-host bootstrap")
  }

  private func url(_ bucket: String, _ key: String) -> String {
    let endpoint = aws.configuration.endpoints.resolve(.s3, region: stack.region)
    if endpoint.isOverride { return "\(endpoint.baseURL)/\(bucket)/\(key)" }
    return "https://\(bucket).\(endpoint.baseURL.dropFirst("https://".count))/\(key)"
  }
}
