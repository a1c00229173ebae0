import Testing

@testable import DaiviAWS

/// Commands that print credentials.
struct CredentialCommandTests {
  private let environment = ["PATH": "/usr/bin:/bin", "WORD": "hello"]

  @Test func whatACommandPrintsIsRead() async throws {
    let output = try await CredentialCommand.output(
      of: ["sh", "-c", "printf %s \"$WORD\"; echo noise >&2"], environment: environment)
    #expect(String(decoding: output, as: UTF8.self) == "hello")
  }

  @Test func muchOutputOnBothStreamsDoesNotBlock() async throws {
    let output = try await CredentialCommand.output(
      of: ["sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; head -c 5 /dev/zero"],
      environment: environment)
    #expect(output.count == 300_005)
  }

  @Test func aFailureShowsStatusAndStandardErrorButNotTheOutput() async throws {
    let error = await #expect(throws: CredentialsError.self) {
      try await CredentialCommand.output(
        of: ["sh", "-c", "echo SECRET; echo no session >&2; exit 3"], environment: environment)
    }
    #expect(error?.description == "sh: ended with exit status 3: no session")
  }

  @Test func aCommandThatDoesNotExistIsNamed() async throws {
    let error = await #expect(throws: CredentialsError.self) {
      try await CredentialCommand.output(of: ["no-such-command-here"], environment: environment)
    }
    #expect(error?.description == "no-such-command-here: cannot be run: not found")
  }

  @Test(.timeLimit(.minutes(10))) func whoeverIsCancelledDoesNotWaitForTheCommand() async throws {
    let asking = Task { try await CredentialCommand.output(of: ["sleep", "600"], environment: environment) }
    asking.cancel()
    await #expect(throws: CredentialsError.self) { try await asking.value }
  }
}
