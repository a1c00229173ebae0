import DaiviConsole
import DaiviSystem
import Glibc
import Testing

@testable import DaiviEngine

@Suite struct TerminalTests {
  let utf8 = ["TERM": "xterm", "LANG": "en_US.UTF-8"]

  @Test func aTerminalIsSeenWithItsSizeAsItIsNow() throws {
    let pty = try PseudoTerminal()
    let terminal = Terminal(descriptor: pty.device, variables: utf8)
    #expect(terminal.isTerminal && terminal.isColoured && terminal.isUnicode)
    pty.resize(columns: 132, rows: 50)
    #expect(terminal.size == .init(columns: 132, rows: 50))
    pty.resize(columns: 60, rows: 20)
    #expect(terminal.size == .init(columns: 60, rows: 20))
    pty.resize(columns: 0, rows: 0)
    #expect(terminal.size == .assumed)
  }

  @Test func noColourWhereItIsNotWanted() throws {
    let pty = try PseudoTerminal()
    func terminal(_ extra: [String: String]) -> Terminal {
      Terminal(descriptor: pty.device, variables: utf8.merging(extra) { $1 })
    }
    #expect(!terminal(["NO_COLOR": "1"]).isColoured)
    #expect(terminal(["NO_COLOR": "1"]).isTerminal)
    #expect(terminal(["NO_COLOR": ""]).isColoured)
    #expect(!terminal(["TERM": "dumb"]).isTerminal)
    #expect(!terminal(["LC_ALL": "C"]).isUnicode)
  }

  @Test func aPipeIsNoTerminal() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let terminal = Terminal(descriptor: ends[1], variables: utf8)
    #expect(!terminal.isTerminal && !terminal.isColoured)
  }

  @Test func theStyleFollowsTheTerminal() {
    #expect(RunStyle.people.renderer(terminal: .screen()) is LiveTree)
    #expect(RunStyle.people.renderer(terminal: .none) is PlainLines)
    #expect(RunStyle.json.renderer(terminal: .screen()) is JSONLines)
  }

  @Test func jsonGoesToResultsAndProgressElsewhere() {
    let progress = Recorder()
    let results = Recorder()
    for style in [RunStyle.json, .people] {
      let renderer = style.renderer(terminal: .none, progress: progress, results: results)
      renderer.emit(.note("hello"))
      renderer.finish(nil)
    }
    #expect(results.lines.count == 1 && results.text.hasPrefix("{"))
    #expect(progress.text == "[0:00] hello\n")
  }

  @Test func aReaderThatWentAwayEndsNothing() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    signal(SIGPIPE, SIG_IGN)
    DescriptorOutput(ends[1]).write("nobody reads this\n")
  }

  @Test func allTextArrivesThoughTheDescriptorDoesNotBlock() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    let (input, output) = (ends[0], ends[1])
    let text = String(repeating: "0123456789abcde\n", count: 20_000)
    async let written: Void = BlockingThread.run {
      DescriptorOutput(output).write(text)
      close(output)
    }
    let received = try await BlockingThread.run {
      var total = 0
      var buffer = [UInt8](repeating: 0, count: 4096)
      while case let count = read(input, &buffer, buffer.count), count > 0 { total += count }
      close(input)
      return total
    }
    try await written
    #expect(received == text.utf8.count)
  }
}
