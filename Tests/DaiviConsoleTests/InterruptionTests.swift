import DaiviConsole
import Glibc
import Testing

@Suite struct InterruptionTests {
  private func isDefault(_ number: Int32) -> Bool {
    var action = sigaction()
    return sigaction(number, nil, &action) == 0 && action.__sigaction_handler.sa_handler == nil
  }

  @Test func signalsEndTheProcessAgainOnceTheWorkIsDone() async throws {
    // The default's address is zero.
    let during = try await Interruption.guarding({ isDefault(SIGINT) || isDefault(SIGTERM) }, force: {})
    #expect(!during)
    #expect(isDefault(SIGINT) && isDefault(SIGTERM))
  }
}
