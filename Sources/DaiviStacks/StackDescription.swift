import DaiviAWS
import DaiviProtocol

/// A stack as it is to be: name, place, template and what goes into it.
package struct StackDescription: Sendable {
  package var name: String
  package var region: String
  package var template: StackTemplate
  /// The template's path below iac/, for messages.
  package var path: String
  /// Parameters of the very first creation, and of every update.
  package var whenCreating: [CloudFormation.Parameter]
  package var parameters: [CloudFormation.Parameter]
  package var tags: [CloudFormation.Tag]
  /// What it is deployed for, kept with the change set.
  package var purpose: String
  /// Before each output's name.
  package var outputPrefix: String
  /// Where a template goes that is too large for a request; nil: nowhere.
  package var artifactBucket: String?
  /// ARN of the service role CloudFormation works under; nil: with the caller's own credentials.
  package var role: String?

  package init(
    name: String, region: String, template: StackTemplate, path: String, whenCreating: [CloudFormation.Parameter],
    parameters: [CloudFormation.Parameter], tags: [CloudFormation.Tag], purpose: String, outputPrefix: String = "",
    artifactBucket: String? = nil, role: String? = nil
  ) {
    self.name = name
    self.region = region
    self.template = template
    self.path = path
    self.whenCreating = whenCreating
    self.parameters = parameters
    self.tags = tags
    self.purpose = purpose
    self.outputPrefix = outputPrefix
    self.artifactBucket = artifactBucket
    self.role = role
  }
}

/// What an operation on a stack gave.
package struct StackOutcome: Sendable {
  package var outputs: [String: String] = [:]
  package var resources: [ResourceRecord] = []
  /// One line, such as `no changes`.
  package var detail: String?
}
