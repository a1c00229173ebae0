import DaiviConsole
import DaiviSystem
import Testing

@Suite struct HiddenInputTests {
  /// Waits until the terminal hides what is typed, types, and gives what the program read and the person saw.
  private func typed(_ keys: String, at pty: PseudoTerminal) async throws -> (String?, seen: String) {
    async let answer = BlockingThread.run { try TerminalInput(pty.device).readHidden() }
    let deadline = ContinuousClock.now + .seconds(120)
    while pty.echoes && ContinuousClock.now < deadline { await Task.yield() }
    #expect(!pty.echoes)
    pty.type(keys)
    let result = try await answer
    return (result, pty.shown())
  }

  @Test func aSecretIsReadWithoutBeingShown() async throws {
    let pty = try PseudoTerminal()
    let (answer, seen) = try await typed("hunter2\n", at: pty)
    #expect(answer == "hunter2")
    #expect(!seen.contains("hunter"))
    #expect(pty.echoes)
  }

  @Test func typingMistakesCanBeTakenBack() async throws {
    let pty = try PseudoTerminal()
    #expect(try await typed("wrong\u{15}hü\u{7F}unter3\u{7F}2\r", at: pty).0 == "hunter2")
  }

  @Test func controlCPutsTheTerminalBackAndIsAnInterruption() async throws {
    let pty = try PseudoTerminal()
    await #expect(throws: PromptError.interrupted) { try await typed("half\u{3}", at: pty) }
    #expect(pty.echoes)
  }

  @Test func controlDIsNoAnswer() async throws {
    let pty = try PseudoTerminal()
    #expect(try await typed("\u{4}", at: pty).0 == nil)
    #expect(pty.echoes)
  }

  @Test func anOrdinaryLineIsReadWithoutItsEnd() async throws {
    let pty = try PseudoTerminal()
    pty.type("first\nsecond\n")
    let input = TerminalInput(pty.device)
    #expect(input.isTerminal)
    #expect(try await BlockingThread.run { input.readLine() } == "first")
    #expect(try await BlockingThread.run { input.readLine() } == "second")
  }
}
