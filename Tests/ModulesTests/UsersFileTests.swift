import DaiviConsole
import DaiviEngine
import DaiviSystem
import FoundationEssentials
import Testing

@testable import daivi_idc

/// The users file: what it may say, and what is said when it says something else.
@Suite struct UsersFileTests {
  func people(_ json: String) throws -> People { try People(json: Array(json.utf8)) }

  func fault(_ json: String) -> String? {
    do {
      _ = try people(json)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func groupsAreListsOrTextsAndSomebodyMayBeInSeveral() throws {
    let people = try people(
      """
      {"groups": {"Admin": "a@x.com, b@x.com c@x.com a@x.com", "Domain Owner": ["b@x.com"], "Project Owner": ["c@x.com"]},
       "users": {"b@x.com": {"givenName": "Bea"}}}
      """)
    #expect(people[.admin] == ["a@x.com", "b@x.com", "c@x.com"])
    #expect(people[.projectContributor] == [])
    #expect(people.everybody.map(\.userName) == ["a@x.com", "b@x.com", "c@x.com"])
    #expect(people.everybody[1].givenName == "Bea")
  }

  @Test func theValueOfTheUsersParameterIsAUsersFile() throws {
    let people = try people(#"{"d-1234567890": {"Domain Owner": ["a@x.com"], "Project Owner": ["a@x.com"]}}"#)
    #expect(people.identityStoreId == "d-1234567890")
    #expect(people[.domainOwner] == ["a@x.com"])
  }

  @Test func namesComeOfTheAddressWhereNobodySaysThem() {
    let ann = Person("ann-chouvey.downer@example.com")
    #expect([ann.givenName, ann.familyName, ann.displayName] == ["Ann", "Chouvey Downer", "Ann Chouvey Downer"])
    #expect(Person("x@example.com").familyName == "X")
  }

  @Test(arguments: [
    ("[]", "must be a mapping"), ("{}", "no 'groups'"), (#"{"group": {}}"#, "did you mean 'groups'?"),
    (#"{"groups": {"Project Coordinator": []}}"#, "did you mean 'Project Contributor'?"),
    (#"{"groups": {"Project Owner": ["a@x.com"]}}"#, "group 'Domain Owner' needs somebody"),
    (#"{"groups": {"Domain Owner": ["a@x"]}}"#, "'a@x' of group 'Domain Owner' is no e-mail address"),
    (#"{"identityStoreId": "d-12", "groups": {}}"#, "'d-12' is no id of an identity store"),
    (
      #"{"groups": {"Domain Owner": ["a@x.com"], "Project Owner": ["a@x.com"]}, "users": {"z@x.com": {}}}"#,
      "'z@x.com' stands under 'users' and is in no group"
    ),
  ]) func whatIsWrongIsSaid(_ json: String, _ words: String) {
    #expect(fault(json)?.contains(words) == true, "\(fault(json) ?? "nothing")")
  }

  @Test func addressesAreCheckedAsTheGuideDoes() {
    for address in ["a@x.com", "a.b_c%d+e-f@sub.example.org", "A1@X-Y.IO"] { #expect(EMail.isValid(address)) }
    for address in ["", "a", "@x.com", "a@", "a@x", "a@x.c", "a@x.c1", "a b@x.com", "a@@x.com", "a@.com"] {
      #expect(!EMail.isValid(address), "\(address)")
    }
  }

  @Test func bothFormsOfAStoresIdAreKnown() {
    #expect(IdentityStoreName.isValid("d-1234567890"))
    #expect(IdentityStoreName.isValid("12345678-90ab-cdef-1234-567890abcdef"))
    for id in ["", "d-", "d-123456789g", "d-12345678901", "1234567890"] { #expect(!IdentityStoreName.isValid(id)) }
  }
}

/// `daivi-idc users`, answered by a list of lines.
@Suite struct UsersInterviewTests {
  private final class Lines: PromptInput, @unchecked Sendable {
    private var lines: [String]
    let isTerminal = true
    init(_ lines: [String]) { self.lines = lines }
    func readLine() -> String? { lines.isEmpty ? nil : lines.removeFirst() }
    func readHidden() -> String? { nil }
  }

  private final class Said: TextOutput, @unchecked Sendable {
    private(set) var text = ""
    func write(_ text: String) { self.text += text }
  }

  private func interview(_ lines: [String], _ path: String) throws -> (isWritten: Bool, said: String) {
    let said = Said()
    let prompt = Prompt(input: Lines(lines), output: said)
    return (try UsersInterview(prompt: prompt, output: said).run(path: path), said.text)
  }

  private func scratch() throws -> String {
    let directory = Path.join(
      ProcessEnvironment.variables()["TMPDIR"] ?? "/tmp", "daivi-users-\(UInt32.random(in: 0 ... .max))")
    try Files.createDirectory(directory)
    return directory
  }

  @Test func itAsksInTheGuidesOrderShowsTheWholeAndWritesWhenToldTo() throws {
    let directory = try scratch()
    defer { try? Files.removeAll(directory) }
    let path = Path.join(directory, "users.json")
    let (isWritten, said) = try interview(
      ["d-12", "d-1234567890", "", "wrong", "b@x.com wrong", "", "c@x.com, d@x.com", "y"], path)
    #expect(isWritten)
    let order = ["Admin:", "Domain Owner:", "Project Contributor:", "Project Owner:"].compactMap {
      said.firstRange(of: $0)?.lowerBound
    }
    #expect(order.count == 4 && order == order.sorted())
    #expect(said.contains("'wrong' is no e-mail address and was left out."))
    #expect(said.contains("Domain Owner needs somebody."))
    #expect(said.contains(#""identityStoreId" : "d-1234567890""#))
    let people = try People(json: try Files.read(path))
    #expect(people[.domainOwner] == ["b@x.com"] && people[.projectOwner] == ["c@x.com", "d@x.com"])
    // Again: what the file says is the default.
    #expect(try interview(["", "", "", "", "e@x.com", "y"], path).isWritten)
    #expect(try People(json: try Files.read(path))[.domainOwner] == ["b@x.com"])
  }

  @Test func namesThatTheFileGaveStayWithWhoeverIsStillInAGroup() throws {
    let directory = try scratch()
    defer { try? Files.removeAll(directory) }
    let path = Path.join(directory, "users.json")
    let before = """
      {"groups": {"Domain Owner": ["b@x.com"], "Project Owner": ["c@x.com"]},
       "users": {"b@x.com": {"givenName": "Bea", "familyName": "Bo", "displayName": "Bea"}, "c@x.com": {}}}
      """
    try Files.writeAtomically(Array(before.utf8), to: path)
    #expect(try interview(["", "", "", "", "e@x.com", "y"], path).isWritten)
    let people = try People(json: try Files.read(path))
    #expect(people.named == [Person("b@x.com", given: "Bea", family: "Bo", display: "Bea")])
    #expect(people[.projectOwner] == ["e@x.com"])
  }

  @Test func aFileThatItCannotReadIsLeftAsItIs() throws {
    let directory = try scratch()
    defer { try? Files.removeAll(directory) }
    let path = Path.join(directory, "users.yaml")
    let yaml = Array("groups:\n  Domain Owner: b@x.com\n".utf8)
    try Files.writeAtomically(yaml, to: path)
    #expect(throws: CommandError.self) { try interview(["", "", "b@x.com", "", "c@x.com", "y"], path) }
    #expect(try Files.read(path) == yaml)
  }

  @Test func anythingButYesWritesNothing() throws {
    let directory = try scratch()
    defer { try? Files.removeAll(directory) }
    let path = Path.join(directory, "users.json")
    #expect(try !interview(["", "", "b@x.com", "", "c@x.com", "n"], path).isWritten)
    #expect(!Files.exists(path))
    #expect(throws: PromptError.self) { try interview(["", "", "b@x.com"], path) }
  }
}
