import DaiviModule

/// Name of the stack with the instance, and its step.
let instanceStack = "instance"

/// Where AWS says which image of Amazon Linux is the newest.
private let newestImage = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"

/// The machine image: the newest when the instance is first made, and then that one for good. A newer one would replace
/// the instance, and with it whatever Splunk has, each time that AWS publishes one.
let machineImage = Custom(
  "image", "machine image", outputs: ["imageId"], checks: [],
  apply: { context in
    if let image = try await imageInUse(context) {
      return StepSuccess(outputs: ["imageId": image], detail: "\(image), as before")
    }
    guard let image = try await context.aws.ssm.getParameter(.init(name: newestImage)).parameter?.value else {
      throw StepError(message: "\(newestImage) names no image", service: "SSM", operation: "GetParameter")
    }
    return StepSuccess(outputs: ["imageId": image], detail: image)
  },
  verify: { _ in [] })

/// What the stack was deployed with; nil when there is none.
private func imageInUse(_ context: StepContext) async throws -> String? {
  let name = try context.value("{app}-{env}-{module}-\(instanceStack)")
  do {
    let stack = try await context.aws.cloudFormation.describeStacks(.init(stackName: name)).stacks.first
    // A stack that never came to be has no instance to keep.
    let isThere = stack.map { !["REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"].contains($0.stackStatus.rawValue) } ?? false
    return isThere ? stack?.parameters.first { $0.parameterKey == "ImageId" }?.parameterValue : nil
  } catch let error as AWSError where error.isNotFound {
    return nil
  }
}
