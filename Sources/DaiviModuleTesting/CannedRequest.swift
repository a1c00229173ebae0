import DaiviAWS
import DaiviProtocol
import FoundationEssentials

/// A request to AWS as a test sees it.
public struct CannedRequest: Sendable, Hashable {
  /// Signing name, such as `cloudformation` or `ssm`.
  public let service: String
  public let region: String
  /// The operation's name; for services with paths (S3, and others over REST) method and path: `PUT /bucket/key`.
  public let operation: String
  public let method: String
  /// Path and query, percent-encoded.
  public let path: String
  /// Members of a JSON body or of a form.
  public let parameters: [String: JSONValue]
  public let body: [UInt8]
  /// Whether the parameters came as a form, to a service that answers in XML.
  let isForm: Bool

  /// A parameter's text; nil when it is not there or has parts.
  public subscript(_ name: String) -> String? { parameters[name]?.scalarText }

  init(_ request: HTTPRequest) {
    method = request.method
    let afterScheme = request.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    path = "/" + (afterScheme.count > 3 ? String(afterScheme[3]) : "")
    if case .bytes(let bytes) = request.body { body = bytes } else { body = [] }
    // Credential=AKID/20260101/us-east-1/ssm/aws4_request
    let scope =
      (request.headers["Authorization"] ?? "").split(separator: ",").first.map { $0.split(separator: "/") } ?? []
    region = scope.count > 3 ? String(scope[scope.count - 3]) : ""
    service = scope.count > 3 ? String(scope[scope.count - 2]) : ""
    let text = String(decoding: body, as: UTF8.self)
    isForm = (request.headers["Content-Type"] ?? "").contains("x-www-form-urlencoded")
    if isForm {
      parameters = Self.form(text).mapValues { .string($0) }
    } else if let value = try? JSONDecoder().decode(JSONValue.self, from: Data(body)), case .object(let members) = value
    {
      parameters = members
    } else {
      parameters = [:]
    }
    if let target = request.headers["X-Amz-Target"], let name = target.split(separator: ".").last {
      operation = String(name)
    } else {
      let action = isForm ? parameters["Action"]?.scalarText : nil
      operation = action ?? "\(request.method) \(path.split(separator: "?").first ?? "/")"
    }
  }

  private static func form(_ text: String) -> [String: String] {
    text.split(separator: "&").reduce(into: [:]) { result, item in
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      result[decoded(parts[0])] = parts.count > 1 ? decoded(parts[1]) : ""
    }
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
