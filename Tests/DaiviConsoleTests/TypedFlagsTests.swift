import DaiviConsole
import Testing

@Suite struct TypedFlagsTests {
  @Test func whatIsPlainStandsAsItIs() {
    #expect(TypedFlags.text([]) == "")
    #expect(TypedFlags.text([("env", "dev"), ("config", "../a/daivi.yaml")]) == " --env dev --config ../a/daivi.yaml")
  }

  @Test(arguments: [("my file", "'my file'"), ("it's", #"'it'\''s'"#), ("", "''"), ("$(x)", "'$(x)'")])
  func theRestIsQuoted(_ value: String, _ quoted: String) {
    #expect(TypedFlags.text([("config", value)]) == " --config \(quoted)")
  }
}
