import DaiviProtocol
import FoundationEssentials
import Testing

@testable import DaiviConformance

/// Results of a verification: each promised check once, or by its parts.
@Suite struct ResultFormsTests {
  private func fault(_ ids: [String], promised: [String] = ["drift", "rows"]) throws -> String? {
    let results = ids.map { CheckResult(id: $0, title: $0, status: .passed) }
    let value = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(results))
    return ResultForms.checksFault(value, promised: promised, mustPass: true)
  }

  @Test(arguments: [["drift", "rows"], ["rows", "drift:Bucket", "drift:Topic"]])
  func whatIsPromisedIsAccepted(_ ids: [String]) throws { #expect(try fault(ids) == nil) }

  @Test(arguments: [
    (["drift"], "reported 0 times"), (["drift", "drift", "rows"], "reported 2 times"),
    (["drift", "drift:Bucket", "rows"], "beside its parts"), (["drift:A", "drift:A", "rows"], "more than once"),
    (["drift", "rows", "size"], "promises no check"), (["drift", "rows", "size:A"], "promises no check"),
  ])
  func everythingElseIsNamed(_ ids: [String], _ words: String) throws {
    #expect(try fault(ids)?.contains(words) == true)
  }
}
