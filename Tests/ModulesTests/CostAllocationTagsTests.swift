import DaiviAWS
import DaiviModule
import DaiviProtocol
import Testing

@testable import daivi_billing

/// What AWS says about cost-allocation tags, in words that help.
@Suite struct CostAllocationTagsTests {
  private func problem(_ key: String, _ code: String) -> CostExplorer.TagProblem {
    .init(tagKey: key, code: code, message: "\(code): \(key)")
  }

  @Test func aTagThatNoBillHasHadIsToBeTriedTomorrow() throws {
    let error = try #require(
      CostAllocationTagError.of([problem("Usage", "TagKeysNotFound"), problem("Environment", "TagKeysNotFound")]))
    #expect(error.message == "no bill has had the tag Usage, Environment yet")
    #expect(error.hint?.contains("daivi-host deploy billing/activate-cost-allocation-tags tomorrow") == true)
  }

  @Test func anotherRefusalIsToldAsItIs() throws {
    let error = try #require(
      CostAllocationTagError.of([problem("Usage", "TagKeysNotFound"), problem("Environment", "InternalError")]))
    #expect(error.message == "Usage: TagKeysNotFound: Usage; Environment: InternalError: Environment")
    #expect(CostAllocationTagError.of([]) == nil)
  }

  @Test func aMemberAccountIsToldWhomToAsk() throws {
    let refused = AWSError(
      service: "Cost Explorer", operation: "UpdateCostAllocationTagsStatus", code: "AccessDeniedException",
      message: "Failed to update Cost Allocation Tag: Linked account doesn't have access to cost allocation tags.",
      requestID: "4711")
    let error = try #require(CostAllocationTagError.of(refused))
    #expect(error.message.contains("member of an organization"))
    #expect(error.hint?.contains("Application, Environment, Usage") == true)
    #expect(error.requestID == "4711")
  }

  @Test func aMissingPermissionIsNoMatterOfTheOrganization() {
    let denied = AWSError(
      service: "Cost Explorer", operation: "ListCostAllocationTags", code: "AccessDeniedException",
      message: "User: arn:aws:iam::1:user/x is not authorized to perform: ce:ListCostAllocationTags")
    #expect(CostAllocationTagError.of(denied) == nil)
  }
}
