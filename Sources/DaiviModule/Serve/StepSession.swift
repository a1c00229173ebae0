import DaiviAWS
import DaiviProtocol
import DaiviStacks

/// Runs the module's steps for one connection, in the environment `initialize` named.
struct StepSession: Sendable {
  private let module: Module
  private let params: InitializeParams
  private let credentials: RenewableCredentials
  private let aws: AWS

  init(
    module: Module, params: InitializeParams,
    makeAWS: (ModuleEnvironment, any CredentialsProvider) -> AWS
  ) {
    self.module = module
    self.params = params
    credentials = RenewableCredentials(params.credentials)
    aws = makeAWS(params.environment, credentials)
  }

  func renew(_ fresh: ScopedCredentials) async { await credentials.replace(fresh) }

  func plan(_ request: StepPlanParams) async throws -> StepPlanResult {
    let step = try step(request.target, request.step)
    let context = context(
      target: request.target, inputs: request.inputs, unknown: request.unknown, repair: request.repair == true)
    let changes = request.destroy == true ? try await step.planDestroy(context) : try await step.plan(context)
    return StepPlanResult(changes: changes)
  }

  func apply(_ request: StepApplyParams, progress: @escaping @Sendable (String) -> Void) async throws -> StepApplyResult
  {
    let step = try step(request.target, request.step)
    return await result(of: step, request, progress, step.apply)
  }

  func destroy(
    _ request: StepApplyParams, progress: @escaping @Sendable (String) -> Void
  ) async throws -> StepApplyResult {
    let step = try step(request.target, request.step)
    return await result(of: step, request, progress, step.destroy)
  }

  /// What AWS says against a check is its result. That AWS could not be asked says nothing of what is deployed: it is
  /// thrown, so that nothing sound is mended for it.
  func verify(_ request: StepVerifyParams) async throws -> StepVerifyResult {
    let step = try step(request.target, request.step)
    do {
      return StepVerifyResult(checks: try await step.verify(context(target: request.target, inputs: request.inputs)))
    } catch let error where !(error is CancellationError || StepErrors.saysNothing(error)) {
      let said = StepErrors.describe(error)
      return StepVerifyResult(
        checks: step.checks.map { CheckResult(id: $0.id, title: $0.title, status: .failed, detail: said.description) })
    }
  }

  func checkGate(_ request: GateCheckParams) async throws -> GateCheckResult {
    let step = try step(request.target, request.step)
    do {
      return try await step.checkGate(context(target: request.target, inputs: request.inputs))
    } catch let error where leavesOpen(error) {
      // One lost answer does not end a wait of an hour: the host asks again.
      return GateCheckResult(state: .waiting, detail: StepErrors.describe(error).description)
    }
  }

  private func result(
    of step: any Step, _ request: StepApplyParams, _ progress: @escaping @Sendable (String) -> Void,
    _ action: (StepContext) async throws -> StepSuccess
  ) async -> StepApplyResult {
    do {
      let success = try await patiently(request, progress, action)
      return StepApplyResult(
        outcome: .succeeded, outputs: success.outputs, resources: success.resources, detail: success.detail)
    } catch {
      if error is CancellationError || Task.isCancelled { return StepApplyResult(outcome: .cancelled) }
      return StepApplyResult(
        outcome: leavesOpen(error) ? .unknown : .failed, error: StepErrors.describe(error))
    }
  }

  /// Whether what was begun may still go on: also where the session ended meanwhile and no other came. Such an attempt
  /// stays open, so that the next deploy asks under its token instead of beginning the same again. Where there never
  /// were credentials, nothing was begun.
  private func leavesOpen(_ error: any Error) -> Bool {
    StepErrors.isSilence(error) || (params.credentials != nil && StepErrors.lacksCredentials(error))
  }

  /// Runs the action; one that was stopped by a refusal that passes is resumed.
  private func patiently(
    _ request: StepApplyParams, _ progress: @escaping @Sendable (String) -> Void,
    _ action: (StepContext) async throws -> StepSuccess
  ) async throws -> StepSuccess {
    var refusals = PassingRefusals(in: params.environment)
    var backoff = Backoff(first: .milliseconds(500), longest: .seconds(10))
    var resume = request.resume
    while true {
      let context = context(
        target: request.target, inputs: request.inputs, token: request.token, resume: resume, repair: request.repair,
        report: progress)
      do {
        return try await action(context)
      } catch {
        guard refusals.bears(error, at: .now) else { throw error }
        progress("AWS is not ready for this yet; trying again")
        try await backoff.pause()
        resume = true
      }
    }
  }

  private func step(_ target: String, _ id: String) throws -> any Step {
    guard let step = module.step(target: target, step: id) else {
      throw RPCError(
        code: RPCError.invalidParamsCode, message: "module '\(module.name)' has no step '\(id)' of '\(target)'")
    }
    return step
  }

  private func context(
    target: String, inputs: [String: String], unknown: [String: TargetID] = [:], token: String = "",
    resume: Bool = false, repair: Bool = false, report: @escaping @Sendable (String) -> Void = { _ in }
  ) -> StepContext {
    StepContext(
      environment: params.environment, module: module.name, target: target, inputs: inputs, unknown: unknown,
      parameters: params.parameters, secrets: params.secrets ?? [:], token: token, resume: resume, repair: repair,
      files: module.files,
      workDirectory: params.workDirectory, aws: aws, report: report)
  }
}
