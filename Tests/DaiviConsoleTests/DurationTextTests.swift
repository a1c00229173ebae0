import Testing

@testable import DaiviConsole

@Suite struct DurationTextTests {
  @Test(arguments: [
    (0.0, "0.0 s"), (0.34, "0.3 s"), (9.94, "9.9 s"), (9.96, "10 s"), (12.4, "12 s"), (59.4, "59 s"),
    (59.6, "1 m 00 s"), (185, "3 m 05 s"), (3599.6, "1 h 00 m"), (3720, "1 h 02 m"), (90_000, "25 h 00 m"),
  ])
  func durationsReadWell(seconds: Double, text: String) {
    #expect(Duration.milliseconds(Int(seconds * 1000)).text == text)
  }

  @Test(arguments: [(0.9, "0:00"), (7, "0:07"), (754, "12:34"), (3754, "1:02:34")])
  func timesThatRunReadAsAClock(seconds: Double, text: String) {
    #expect(Duration.milliseconds(Int(seconds * 1000)).clockText == text)
  }
}
