import DaiviProtocol
import FoundationEssentials
import Testing

/// What a module's session is limited to: all it asked for, in what STS takes.
@Suite struct SessionPolicyTests {
  private func actions(_ text: String) throws -> [String] {
    let document = try JSONDecoder().decode([String: Member].self, from: Data(text.utf8))
    guard case .statements(let all) = document["Statement"] else { return [] }
    return all.flatMap { $0["Action"]?.texts ?? [] }
  }

  /// A member of a policy document, as far as these tests look.
  private enum Member: Decodable {
    case text(String)
    case statements([[String: TextOrList]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .statements(try container.decode([[String: TextOrList]].self))
      }
    }
  }

  private struct TextOrList: Decodable {
    var texts: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      texts = try (try? container.decode([String].self)) ?? [container.decode(String.self)]
    }
  }

  @Test func whatFitsIsSaidExactly() throws {
    let text = SessionPolicy.document(["glue:GetJobRun", "athena:StartQueryExecution", "glue:GetJobRun"])
    #expect(try actions(text) == ["athena:StartQueryExecution", "glue:GetJobRun"])
  }

  @Test func whatIsTooLongIsJoinedByVerbAndThenByService() throws {
    let many =
      ["Get", "List", "Start"].flatMap { verb in (0..<6).map { "glue:\(verb)Thing\($0)" } } + ["kms:DescribeKey"]
    let byVerb = SessionPolicy.document(many, limit: 200)
    #expect(try actions(byVerb) == ["glue:Get*", "glue:List*", "glue:Start*", "kms:DescribeKey"])
    let byService = SessionPolicy.document(many, limit: 125)
    #expect(try actions(byService) == ["glue:*", "kms:DescribeKey"])
  }

  @Test(arguments: [10, 200, 2000]) func theDocumentIsNeverLongerThanSTSTakes(count: Int) throws {
    let many = (0..<count).map { "service\($0 % 40):\(["Get", "Put", "Describe"][$0 % 3])SomethingLong\($0)" }
    let text = SessionPolicy.document(many)
    #expect(text.utf8.count <= SessionPolicy.limit)
    let allowed = try actions(text)
    for action in many {
      #expect(
        allowed.contains { $0 == action || $0 == "*" || ($0.hasSuffix("*") && action.hasPrefix($0.dropLast())) },
        "\(action) got lost")
    }
  }
}
