import DaiviModule
import Testing

@Suite struct UserIDsTests {
  @Test func eachIsListedOnceInOrder() {
    #expect(UserIDs.list("a,b", "", " b, c", "a") == ["a", "b", "c"])
    #expect(UserIDs.list("").isEmpty)
  }
}
