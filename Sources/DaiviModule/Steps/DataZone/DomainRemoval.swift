import DaiviAWS
import DaiviProtocol

/// What CloudFormation cannot do when a domain goes: it deletes neither a domain that anything is left in, nor projects
/// that people made in the portal. Both steps make nothing; they look in `verify`, and take away in `destroy`.
public enum DomainRemoval {
  /// After everything else was taken out of the domain, and before its stack, which keeps it.
  public static func domain(_ domain: Value) -> Custom {
    Custom(
      "domain-state", "the domain itself", reads: [domain],
      actions: ["datazone:DeleteDomain", "datazone:GetDomain", "datazone:ListDomains"],
      checks: [CheckDeclaration(id: "available", title: "the domain is available")],
      apply: { context in
        let status = try await status(domain, context)
        guard status == "AVAILABLE" else {
          throw StepError(
            message: "domain \(try context.value(domain)) is \(status ?? "not there")", service: "DataZone",
            operation: "GetDomain")
        }
        return StepSuccess(detail: "available")
      },
      verify: { context in
        let status = try await status(domain, context)
        return [
          CheckResult(
            id: "available", title: "the domain is available", status: status == "AVAILABLE" ? .passed : .failed,
            detail: status ?? "it is gone", resource: try context.value(domain))
        ]
      },
      destroy: { context in
        let id = try context.value(domain)
        guard let standing = try await status(domain, context) else { return StepSuccess(detail: "was gone already") }
        // A deletion that was interrupted goes on by itself.
        if standing != "DELETING" {
          do {
            try await context.aws.dataZone.deleteDomain(id, skipDeletionCheck: true)
          } catch let error as AWSError where error.isNotFound {
            return StepSuccess(detail: "was gone already")
          }
        }
        var backoff = Backoff(first: .milliseconds(100), longest: .seconds(15))
        while let status = try await status(domain, context, isDeleted: true) {
          if status == "DELETION_FAILED" {
            throw StepError(
              message: "domain \(id) could not be deleted", service: "DataZone", operation: "DeleteDomain",
              code: status, hint: "look at the domain in the AWS console, then destroy again")
          }
          context.progress("domain \(id) is \(status)")
          try await backoff.pause()
        }
        return StepSuccess(detail: "removed")
      })
  }

  /// Before everything else: profiles, roles and network are in use as long as a project is there.
  public static func projects(_ domain: Value) -> Custom {
    Custom(
      "projects", "projects that people made", reads: [domain],
      actions: ["datazone:DeleteProject", "datazone:GetDomain", "datazone:ListDomains", "datazone:ListProjects"],
      checks: [CheckDeclaration(id: "projects", title: "no project is stuck while it is deleted")],
      apply: { context in
        let all = try await projects(domain, context)
        return StepSuccess(detail: all.isEmpty ? "none yet" : all.map(\.name).sorted().joined(separator: ", "))
      },
      verify: { context in
        let stuck = try await projects(domain, context).filter { $0.projectStatus == "DELETE_FAILED" }.map(\.name)
        return [
          CheckResult(
            id: "projects", title: "no project is stuck while it is deleted",
            status: stuck.isEmpty ? .passed : .failed,
            detail: stuck.isEmpty ? nil : stuck.sorted().joined(separator: ", "),
            resource: try context.value(domain))
        ]
      },
      destroy: { context in
        // A domain whose deletion goes on takes what is left in it along.
        guard let standing = try await status(domain, context), standing != "DELETING" else {
          return StepSuccess(detail: "the domain is gone already")
        }
        let id = try context.value(domain)
        let all = try await projects(domain, context)
        for project in all { try await context.aws.dataZone.deleteProject(domain: id, id: project.id) }
        try await waitUntilGone(domain, context)
        return StepSuccess(
          detail: all.isEmpty ? "none were left" : "removed \(all.map(\.name).sorted().joined(separator: ", "))")
      })
  }

  private static func waitUntilGone(_ domain: Value, _ context: StepContext) async throws {
    var backoff = Backoff(first: .milliseconds(100), longest: .seconds(15))
    while true {
      let left = try await PatientPoll.look(telling: context.progress) { try await projects(domain, context) }
      if left.isEmpty { return }
      if let stuck = left.first(where: { $0.projectStatus == "DELETE_FAILED" }) {
        throw StepError(
          message: "project \(stuck.name) could not be deleted", service: "DataZone", operation: "DeleteProject",
          code: "DELETE_FAILED",
          hint: "delete its environments' stacks in the CloudFormation console, then destroy again")
      }
      context.progress("waiting for \(left.map(\.name).sorted().joined(separator: ", "))")
      try await backoff.pause()
    }
  }

  private static func projects(_ domain: Value, _ context: StepContext) async throws -> [DataZone.Project] {
    try await context.aws.dataZone.listProjectsPages(domain: try context.value(domain)).collect(\.items)
  }

  /// nil when the domain is gone.
  private static func status(
    _ domain: Value, _ context: StepContext, isDeleted: Bool = false
  ) async throws -> String? {
    let id = try context.value(domain)
    let silences = isDeleted ? PatientPoll.mostSilences : 0
    return try await PatientPoll.look(silences: silences, telling: context.progress) {
      try await context.aws.dataZone.domainStatus(id, isDeleted: isDeleted)
    }
  }
}
