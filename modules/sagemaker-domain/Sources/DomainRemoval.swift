import DaiviModule

/// What CloudFormation cannot do when a domain goes: it deletes neither a domain that anything is left in, nor projects
/// that people made in the portal. Both steps make nothing; they look in `verify`, and take away in `destroy`.
enum DomainRemoval {
  static let permissions = [
    "datazone:DeleteDomain", "datazone:DeleteProject", "datazone:GetDomain", "datazone:ListProjects",
  ]

  /// The first step, so that it comes last when the domain goes: its stack keeps it, and then it is deleted.
  static let domain = Custom(
    "domain-itself", "the domain itself",
    checks: [CheckDeclaration(id: "available", title: "the domain is available")],
    apply: { _ in StepSuccess(detail: "its stack makes it") },
    verify: { context in
      let status = try await status(context)
      return [
        CheckResult(
          id: "available", title: "the domain is available", status: status == "AVAILABLE" ? .passed : .failed,
          detail: status ?? "it is gone", resource: try context.value("{inputs.domainId}"))
      ]
    },
    destroy: { context in
      let id = try context.value("{inputs.domainId}")
      guard try await status(context) != nil else { return StepSuccess(detail: "was gone already") }
      do {
        try await context.aws.dataZone.deleteDomain(id, skipDeletionCheck: true)
      } catch let error as AWSError where error.isNotFound {
        return StepSuccess(detail: "was gone already")
      }
      var backoff = Backoff(first: .milliseconds(100), longest: .seconds(15))
      while let status = try await status(context, isDeleted: true) {
        if status == "DELETION_FAILED" {
          throw StepError(
            message: "domain \(id) could not be deleted", service: "DataZone", operation: "DeleteDomain", code: status,
            hint: "look at the domain in the console of SageMaker Unified Studio, then destroy again")
        }
        context.progress("domain \(id) is \(status)")
        try await backoff.pause()
      }
      return StepSuccess(detail: "removed")
    })

  /// Before everything else: profiles, roles and network are in use as long as a project is there.
  static let projects = Custom(
    "projects", "projects that people made", reads: ["{inputs.domainId}"],
    checks: [CheckDeclaration(id: "projects", title: "no project is stuck while it is deleted")],
    apply: { context in
      let all = try await projects(context)
      return StepSuccess(detail: all.isEmpty ? "none yet" : all.map(\.name).sorted().joined(separator: ", "))
    },
    verify: { context in
      let stuck = try await projects(context).filter { $0.projectStatus == "DELETE_FAILED" }.map(\.name).sorted()
      return [
        CheckResult(
          id: "projects", title: "no project is stuck while it is deleted", status: stuck.isEmpty ? .passed : .failed,
          detail: stuck.isEmpty ? nil : stuck.joined(separator: ", "), resource: try context.value("{inputs.domainId}"))
      ]
    },
    destroy: { context in
      guard try await status(context) != nil else { return StepSuccess(detail: "the domain is gone already") }
      let id = try context.value("{inputs.domainId}")
      let all = try await projects(context)
      for project in all { try await context.aws.dataZone.deleteProject(domain: id, id: project.id) }
      var backoff = Backoff(first: .milliseconds(100), longest: .seconds(15))
      while true {
        let left = try await projects(context)
        if left.isEmpty { break }
        if let stuck = left.first(where: { $0.projectStatus == "DELETE_FAILED" }) {
          throw StepError(
            message: "project \(stuck.name) could not be deleted", service: "DataZone", operation: "DeleteProject",
            code: "DELETE_FAILED",
            hint: "delete its environments' stacks in the CloudFormation console, then destroy again")
        }
        context.progress("waiting for \(left.map(\.name).sorted().joined(separator: ", "))")
        try await backoff.pause()
      }
      return StepSuccess(
        detail: all.isEmpty ? "none were left" : "removed \(all.map(\.name).sorted().joined(separator: ", "))")
    })

  private static func projects(_ context: StepContext) async throws -> [DataZone.Project] {
    try await context.aws.dataZone.listProjectsPages(domain: try context.value("{inputs.domainId}")).collect(\.items)
  }

  /// nil when the domain is gone.
  /// - Parameter isDeleted: its deletion was asked for: at its end the service answers with a refusal, for a time.
  private static func status(_ context: StepContext, isDeleted: Bool = false) async throws -> String? {
    do {
      let status = try await context.aws.dataZone.getDomain(try context.value("{inputs.domainId}")).status
      return status == "DELETED" ? nil : status
    } catch let error as AWSError where error.isNotFound || (isDeleted && error.isAccessDenied) {
      return nil
    }
  }
}
