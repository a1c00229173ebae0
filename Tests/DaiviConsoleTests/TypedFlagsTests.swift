import DaiviConsole
import Testing

@Suite struct TypedFlagsTests {
  @Test func whatIsPlainStandsAsItIs() {
    #expect("\(TypedFlags())" == "")
    #expect("\(TypedFlags([("env", "dev"), ("config", "../a/daivi.yaml")]))" == " --env dev --config ../a/daivi.yaml")
  }

  @Test(arguments: [("my file", "'my file'"), ("it's", #"'it'\''s'"#), ("", "''"), ("$(x)", "'$(x)'")])
  func theRestIsQuoted(_ value: String, _ quoted: String) {
    #expect("\(TypedFlags([("config", value)]))" == " --config \(quoted)")
  }
}
