import DaiviEngine
import DaiviProtocol
import DaiviSystem

/// The words both people's renderers use for the ends of targets, so that a log and a terminal read alike.
enum EventWords {
  /// `failed in step stack: message (code, request id)`.
  static func failure(step: String, _ error: StepError) -> String {
    let place = step.isEmpty ? "failed" : "failed in step \(step.onOneLine)"
    let aws = error.awsText.map { " (\($0))" } ?? ""
    return "\(place): \(error.message.onOneLine)\(aws)"
  }

  /// What a gate waits for: `opens 2026-11-23T14:00:00.000Z: tags must be billed once`.
  static func gate(_ wait: GateWait) -> String {
    let when = wait.opensAt.map { "opens \(Timestamp.text($0)): " } ?? ""
    return when + wait.instructions.onOneLine
  }

  /// A check that failed; nil for the others, which only the table at the end shows.
  static func failure(of check: CheckResult) -> String? {
    if check.status != .failed { return nil }
    return "check failed: \(check.title.onOneLine)" + (check.detail.map { ": \($0.onOneLine)" } ?? "")
  }
}

extension StepError {
  /// `AWS ec2 CreateNatGateway AddressLimitExceeded, request 1234`; nil when AWS had no part in it.
  var awsText: String? {
    let call = [service, operation, code].compactMap { $0?.onOneLine }
    if call.isEmpty && requestID == nil { return nil }
    var parts = call.isEmpty ? [] : ["AWS " + call.joined(separator: " ")]
    if let requestID { parts.append("request \(requestID.onOneLine)") }
    return parts.joined(separator: ", ")
  }
}
