import DaiviModule
import DaiviModuleTesting
import DaiviProtocol
import Testing

/// What an author can do with the testing product: a module of two steps, its AWS answered by the test.
@Suite(.timeLimit(.minutes(10))) struct CannedModuleTests {
  private static let module = Module(
    "greeting", version: "1.0.0", title: "G",
    parameters: [ParameterDeclaration(name: "text", title: "what to say", default: "hello")]
  ) {
    Target("deploy", "Two parameters") {
      Input("place", from: "foundation/deploy-vpc")
      Parameter("first", name: "/{app}/{env}/first", value: "{parameters.text} {inputs.place}")
      Custom(
        "second", "a step that reads what the first gave",
        checks: [CheckDeclaration(id: "there", title: "it is there")]
      ) { context in
        context.progress("asking")
        let account = try await context.aws.sts.getCallerIdentity().account ?? "?"
        return StepSuccess(outputs: ["account": account])
      } verify: { context in
        let isThere = context.inputs["account"] == "111122223333"
        return [CheckResult(id: "there", title: "it is there", status: isThere ? .passed : .failed)]
      } destroy: { context in
        context.progress("removing from \(context.inputs["account"] ?? "nowhere")")
        return StepSuccess()
      }
    }
  }

  /// Parameter Store as far as this module needs it, and STS.
  private final class Store: Sendable {
    private let values = ParameterValues()
    var aws: CannedAWS {
      let values = values
      return CannedAWS { request in
        switch request.operation {
        case "PutParameter":
          values.put(request["Name"] ?? "", request["Value"] ?? "")
          return .json(#"{"Version":1}"#)
        case "GetParameter":
          guard let value = values.get(request["Name"] ?? "") else {
            return .refuses("ParameterNotFound", "there is none")
          }
          return .json(#"{"Parameter":{"Name":"n","Value":"\#(value)","Type":"String"}}"#)
        case "DeleteParameter":
          values.put(request["Name"] ?? "", nil)
          return .json("{}")
        case "GetCallerIdentity": return .result("<Account>111122223333</Account>")
        default: return .json("{}")
        }
      }
    }
  }

  @Test func aTargetIsDeployedVerifiedAndDestroyed() async throws {
    let aws = Store().aws
    let module = ModuleUnderTest(Self.module, aws: aws)
    let inputs = ["place": "world"]
    let outputs = try await module.deploy("deploy", inputs: inputs)
    #expect(outputs["account"] == "111122223333")
    #expect(module.progress.contains("asking"))
    let put = try #require(aws.requests.first { $0.operation == "PutParameter" })
    #expect(put["Name"] == "/daivi/test/first" && put["Value"] == "hello world")
    #expect(put.service == "ssm" && put.region == "us-east-1")
    #expect(try await module.verify("deploy", inputs: inputs).allSatisfy { $0.status == .passed })
    try await module.destroy("deploy", inputs: inputs)
    #expect(aws.operations.contains("DeleteParameter"))
    // Verified and destroyed with the outputs that the deploy gave.
    #expect(module.progress.contains("removing from 111122223333"))
    #expect(try await module.verify("deploy", "first", inputs: inputs).contains { $0.status == .failed })
  }

  @Test func aRefusalIsTheStepsError() async throws {
    let aws = CannedAWS { _ in .refuses("AccessDeniedException", "not you") }
    let module = ModuleUnderTest(Self.module, aws: aws)
    let json = try await module.apply("deploy", "first", inputs: ["place": "x"])
    #expect(json.outcome == .failed && json.error?.code == "AccessDeniedException")
    #expect(json.error?.message.contains("not you") == true)
    let xml = try await module.apply("deploy", "second")
    #expect(xml.outcome == .failed && xml.error?.message.contains("not you") == true)
    await #expect(throws: StepError.self) { try await module.deploy("deploy", inputs: ["place": "x"]) }
  }

  /// A refusal reads the same whatever its service speaks, and whether the request had a body.
  @Test(arguments: ["json", "rest", "rest with a body", "form", "s3"])
  func aRefusalHasItsCodeAndWords(_ form: String) async throws {
    let aws = CannedAWS { _ in .refuses("TryLaterException", #"not "now""#) }
    let module = Module("asking", version: "1.0.0", title: "A") {
      Target("ask", "Ask") {
        Custom("ask", "ask", checks: []) { context in
          switch form {
          case "json": _ = try await context.aws.glue.getJob(.init(jobName: "j"))
          case "rest": _ = try await context.aws.kafka.describeCluster(arn: "arn:cluster")
          case "rest with a body":
            let input: AWSDocument = ["Action": "lambda:InvokeFunction"]
            _ = try await context.aws.client(.lambda).restDocument(
              "AddPermission", "POST", path: ["2015-03-31", "functions", "f", "policy"], input: input)
          case "form": _ = try await context.aws.sts.getCallerIdentity()
          default: _ = try await context.aws.s3.getObject(bucket: "b", key: "k")
          }
          return StepSuccess()
        } verify: { _ in
          []
        }
      }
    }
    let result = try await ModuleUnderTest(module, aws: aws).apply("ask", "ask")
    #expect(result.error?.code == "TryLaterException")
    #expect(result.error?.message.hasSuffix(#": TryLaterException: not "now""#) == true)
    if form == "rest with a body" { #expect(aws.operations == ["POST /2015-03-31/functions/f/policy"]) }
  }

  @Test func anAnswerThatIsLostLeavesTheOutcomeOpen() async throws {
    let aws = CannedAWS { request in request.operation == "PutParameter" ? .lost : .refuses("ParameterNotFound", "none")
    }
    let result = try await ModuleUnderTest(Self.module, aws: aws).apply("deploy", "first", inputs: ["place": "x"])
    #expect(result.outcome == .unknown)
  }

  @Test func anUnknownTargetIsNamed() async throws {
    let module = ModuleUnderTest(Self.module, aws: CannedAWS { _ in .json("{}") })
    await #expect(throws: StepError.self) { try await module.deploy("nothing") }
    await #expect(throws: RPCError.self) { try await module.apply("deploy", "nothing") }
  }
}
