import DaiviAWS
import DaiviProtocol
import DaiviStacks

/// The step's stack in the terms of those who deploy stacks.
extension Stack {
  func description(_ context: StepContext) throws -> StackDescription {
    let template = StackTemplate(try context.files.text(template))
    let region = regionName(context)
    return StackDescription(
      name: stackName(context), region: region, template: template, path: self.template,
      whenCreating: try values(context, creating: true, template: template),
      parameters: try values(context, creating: false, template: template), tags: tags(context),
      purpose: "\(context.module)/\(context.target)", outputPrefix: outputPrefix,
      artifactBucket: context.environment.artifactBuckets?[region], role: context.environment.stackRole)
  }

  func stackContext(_ context: StepContext) -> StackContext {
    StackContext(
      token: context.token, resume: context.resume, repair: context.repair, aws: context.aws,
      report: { context.progress($0) })
  }

  func removal(_ context: StepContext) -> StackRemoval {
    StackRemoval(name: stackName(context), region: regionName(context), context: stackContext(context))
  }

  func wait(_ context: StepContext) -> StackWait {
    StackWait(
      stackName: stackName(context), cloudFormation: cloudFormation(context), context: stackContext(context))
  }
}

extension StepSuccess {
  init(_ outcome: StackOutcome) {
    self.init(outputs: outcome.outputs, resources: outcome.resources, detail: outcome.detail)
  }
}
