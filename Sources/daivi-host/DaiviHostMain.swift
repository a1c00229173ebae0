import ArgumentParser
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviSystem
import Glibc

/// Version of the host; also that of the SDK it is released with.
let hostVersion = "0.1.0"

@main
enum DaiviHostMain {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    let result: Result<Void, any Error>
    do {
      var command = try DaiviCommand.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await OpenSessions.close()
    end(result)
  }

  private static func end(_ result: Result<Void, any Error>) {
    do {
      try result.get()
    } catch let error as CommandError {
      fail("\(error)", error.status.rawValue)
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch let error as LedgerError {
      fail("\(error)", error.status.rawValue)
    } catch let error as SystemError {
      fail("\(error)", CommandError.Status.failed.rawValue)
    } catch is CancellationError {
      fail("interrupted", CommandError.Status.interrupted.rawValue)
    } catch {
      parserExit(error)
    }
  }

  private static func fail(_ message: String, _ status: Int32) -> Never {
    DescriptorOutput.standardError.write("daivi-host: \(message)\n")
    exit(status)
  }

  /// ArgumentParser's own words, for help and for wrong usage.
  private static func parserExit(_ error: any Error) -> Never {
    let code = DaiviCommand.exitCode(for: error)
    let text = DaiviCommand.fullMessage(for: error)
    if code == .success {
      DescriptorOutput.standardOutput.write(text + "\n")
      exit(0)
    }
    DescriptorOutput.standardError.write(
      text.hasPrefix("Error:") || code == .validationFailure ? text + "\n" : "daivi-host: \(text)\n")
    exit(code == .validationFailure ? CommandError.Status.usage.rawValue : CommandError.Status.failed.rawValue)
  }
}

struct DaiviCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "daivi-host",
    abstract: "Deploys and runs a governed data, analytics and AI platform on AWS.",
    discussion: """
      Without a daivi.yaml everything goes to a local sandbox: `daivi-host deploy` is all it takes. Values come from \
      flags, then DAIVI_* variables, then daivi.yaml, then defaults.

      Exit status: 0 done, 1 a target or check failed, 2 usage or configuration, 3 plan found changes \
      (--detailed-exitcode), 4 credentials, 5 another deploy is at work, 8 only gates are left, 130 interrupted.
      """,
    version: hostVersion,
    subcommands: [
      InitCommand.self, DoctorCommand.self, BootstrapCommand.self, DeployCommand.self, PlanCommand.self,
      DestroyCommand.self,
      VerifyCommand.self, StatusCommand.self, OutputsCommand.self, GateCommand.self, HistoryCommand.self,
      PermissionsCommand.self, CleanCommand.self,
      EventsCommand.self, GraphCommand.self, ReportCommand.self, QueryCommand.self, ModulesCommand.self,
      SandboxCommand.self,
    ])
}
