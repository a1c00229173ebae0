import DaiviModule
import FoundationEssentials

/// Parameter of Parameter Store with the certificate of the authority that signed Splunk's own.
let authorityName: Value = "/{app}/{env}/splunk/authority"

/// Where the instance keeps that certificate.
private let authorityFile = "/etc/daivi/splunk-ca.pem"
private let endpoint: Value = "{inputs.splunkEndpoint}"

private let answers = CheckDeclaration(
  id: "answers", title: "Splunk's REST API answers, with a certificate to be trusted")
private let known = CheckDeclaration(id: "authority", title: "the jobs trust the authority that signed it")

/// Instead of the guide's ten minutes: Splunk is asked.
let restAPI = Gate.condition(
  "rest-api", "an answer from Splunk", minutes: 30, reads: ["{inputs.instanceId}", endpoint]
) { context in
  switch try await ask(context) {
  case .answered: GateCheckResult(state: .open)
  case .silent(let words): GateCheckResult(state: words.contains("FAILED") ? .rejected : .waiting, detail: words)
  }
}

/// The jobs verify Splunk's certificate: they learn here whom to trust, by a way that nobody else can take.
let authority = Custom(
  "authority", "certificate of Splunk's authority", reads: ["{inputs.instanceId}", endpoint, authorityName],
  outputs: ["loadUntil"], checks: [answers, known],
  apply: { context in
    let name = try context.value(authorityName)
    guard let certificate = try await ownCertificate(context) else {
      throw StepError(
        message: "the instance has no certificate of an authority at \(authorityFile)",
        hint: "look at /var/log/daivi-splunk.log there: aws ssm start-session --target "
          + (try context.value("{inputs.instanceId}")))
    }
    if try await published(context) != certificate {
      _ = try await context.aws.ssm.putParameter(
        .init(
          name: name, value: certificate, description: "Signed the certificate of Splunk", type: .string,
          overwrite: true))
    }
    // What Splunk logs from now on is loaded another time: both tables get the same events.
    return StepSuccess(
      outputs: ["loadUntil": String(Int(Date().timeIntervalSince1970))],
      resources: [ResourceRecord(type: "AWS::SSM::Parameter", id: name)], detail: name)
  },
  verify: { context in
    let answer = try await ask(context)
    let (own, given) = (try await ownCertificate(context), try await published(context))
    let name = try context.value(authorityName)
    let isKnown = own != nil && own == given
    return [
      CheckResult(
        id: answers.id, title: answers.title, status: answer.isGood ? .passed : .failed, detail: answer.words,
        resource: try context.value(endpoint)),
      CheckResult(
        id: known.id, title: known.title, status: isKnown ? .passed : .failed,
        detail: isKnown ? nil : given == nil ? "\(name) is missing" : "\(name) is not the instance's certificate",
        resource: name),
    ]
  },
  destroy: { context in
    do {
      try await context.aws.ssm.deleteParameter(.init(name: try context.value(authorityName)))
    } catch let error as AWSError where error.isNotFound {
      return StepSuccess(detail: "was gone already")
    }
    return StepSuccess(detail: "removed")
  })

private enum Answer {
  case answered(String)
  case silent(String)

  var isGood: Bool { if case .answered = self { true } else { false } }
  var words: String {
    switch self {
    case .answered(let words), .silent(let words): words
    }
  }
}

/// Asks Splunk on its own instance, as a job would: by the same address, verifying the certificate. Without credentials,
/// so that no password is in a command; who refuses them does answer.
private func ask(_ context: StepContext) async throws -> Answer {
  let url = try context.value(endpoint) + "/services/server/info"
  let script =
    "curl --silent --show-error --output /dev/null --write-out '%{http_code}' --max-time 20 "
    + "--cacert \(authorityFile) \(url) || tail -n 3 /var/log/daivi-splunk.log"
  guard let output = try await InstanceShell(context).run(script) else {
    return .silent("Systems Manager does not reach the instance")
  }
  if output.hasPrefix("200") || output.hasPrefix("401") { return .answered("HTTP \(output.prefix(3))") }
  return .silent(output.split(separator: "\n").joined(separator: "; "))
}

/// The certificate on the instance; nil when there is none.
private func ownCertificate(_ context: StepContext) async throws -> String? {
  let output = try await InstanceShell(context).run("cat \(authorityFile)") ?? ""
  return output.hasPrefix("-----BEGIN CERTIFICATE-----") ? output : nil
}

private func published(_ context: StepContext) async throws -> String? {
  do {
    return try await context.aws.ssm.getParameter(.init(name: try context.value(authorityName))).parameter?.value
  } catch let error as AWSError where error.isNotFound {
    return nil
  }
}
