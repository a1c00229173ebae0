import ArgumentParser
import DaiviAWS
import DaiviAccess
import DaiviConsole
import DaiviEngine
import DaiviHost
import DaiviLedger
import DaiviProtocol
import DaiviSharedLedger
import DaiviSystem

struct BootstrapCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "bootstrap", abstract: "Make the bucket pair for large templates and for a shared ledger.",
    discussion: """
      One bucket in each region, each the other's replica: versioned, encrypted with a key of its own, TLS only. It is \
      needed once for each environment, before `ledger: s3` in daivi.yaml works and before templates over 51,200 bytes \
      can be deployed. Running it again brings it up to date.
      """)

  @OptionGroup var options: EnvironmentOptions
  @Flag(help: "Remove both buckets with everything in them, a shared ledger included.") var destroy = false
  @Flag(help: "Do not ask.") var yes = false

  func perform() async throws {
    let project = try await Project.load(options)
    let workplace = try await Workplace.open(project)
    try await workplace.access.checkAccount()
    // Nobody on this machine deploys meanwhile.
    let lock: DeployLock
    do {
      lock = try Ledger.lock(directory: project.environmentDirectory, command: "daivi-host bootstrap")
    } catch let error as LockError {
      throw CommandError(error.status, "\(error)")
    }
    defer { lock.release() }
    let stacks = BackendStacks(workplace.access) { DescriptorOutput.standardError.write("\($0)\n") }
    do {
      try await destroy ? remove(stacks, workplace) : make(stacks, workplace)
    } catch let error as AWSError {
      throw CommandError(.failed, "\(error)")
    } catch let error as StepError {
      throw CommandError(.failed, error.message + (error.hint.map { "; \($0)" } ?? ""))
    }
  }

  private func make(_ stacks: BackendStacks, _ workplace: Workplace) async throws {
    let environment = workplace.environment
    if !yes && !environment.isSandbox, try await !stacks.exists() {
      try Question.require("nothing was made") { prompt throws(PromptError) in
        try prompt.confirm("Make two buckets and keys in account \(environment.module.account)?", default: false)
      }
    }
    for bucket in try await stacks.deploy() { DescriptorOutput.standardOutput.write("\(bucket)\n") }
  }

  private func remove(_ stacks: BackendStacks, _ workplace: Workplace) async throws {
    let environment = workplace.environment
    let deployed = try await recorded(workplace)
    if workplace.project.configuration.sharesLedger && deployed > 0 {
      throw CommandError(
        .usage,
        "the shared ledger in it records \(deployed) deployed targets of '\(environment.name)'; "
          + "run daivi-host destroy first")
    }
    if !yes {
      try Question.require("nothing was removed") { prompt throws(PromptError) in
        try prompt.typeToConfirm(
          "Both backend buckets of \(environment.name) go with every version of everything in them; a shared ledger goes "
            + "with them.",
          name: environment.name, instead: "pass --yes")
      }
    }
    try await stacks.remove()
  }

  /// Targets that the shared ledger says are deployed, as it is now.
  private func recorded(_ workplace: Workplace) async throws -> Int {
    let path = workplace.project.ledgerPath
    guard let shared = try workplace.sharedLedger() else { return 0 }
    // Without a bucket there is no ledger, and what is left can be removed. One that cannot be read may record anything.
    try await shared.refresh(ledger: path)
    guard Files.exists(path) else { return 0 }
    return try await Ledger.open(path, access: .read).targetStates().count
  }
}
