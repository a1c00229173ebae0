import DaiviProtocol
import Testing

@testable import DaiviModule

/// Members of projects and owners of domains: whoever is named has enough, and nobody of Identity Center has it besides.
@Suite(.timeLimit(.minutes(10))) struct DataZoneMembersTests {
  private static let people = ["ann": "SSO", "ben": "SSO", "cleo": "SSO", "role": "IAM"]
  private static let owner = "PROJECT_OWNER"
  private static let contributor = "PROJECT_CONTRIBUTOR"

  private func members(_ designation: ProjectMembers.Designation, _ users: String) -> ProjectMembers {
    ProjectMembers("members", "members", domain: "dzd-1", project: "p1", users: Value(users), designation: designation)
  }

  private func domain(owners: String) -> DomainUsers {
    DomainUsers("users", "people", domain: "dzd-1", unit: "u1", users: [], owners: Value(owners))
  }

  private func detail(_ step: some Step, _ zone: FakeDataZone) async throws -> String? {
    let checks = try await step.verify(.test(zone))
    return checks.first { $0.status == .failed }?.detail
  }

  @Test func anOwnerIsNotMadeAContributor() async throws {
    let zone = FakeDataZone(profiles: Self.people, members: ["ann": Self.owner])
    let step = members(.contributor, "ann")
    #expect(try await detail(step, zone) == nil)
    _ = try await step.apply(.test(zone))
    #expect(zone.changes == [])
  }

  @Test func aContributorWhoIsToOwnIsMadeAnew() async throws {
    let zone = FakeDataZone(profiles: Self.people, members: ["ann": Self.contributor])
    let step = members(.owner, "ann,ben")
    #expect(try await detail(step, zone) == "not PROJECT_OWNER: ann, ben")
    _ = try await step.apply(.test(zone))
    #expect(zone.members == ["ann": Self.owner, "ben": Self.owner])
    #expect(zone.changes == ["deleteMembership ann", "createMembership ann", "createMembership ben"])
    #expect(try await detail(step, zone) == nil)
  }

  @Test func peopleWhomNobodyNamesAreTakenOutAndRolesStay() async throws {
    let zone = FakeDataZone(
      profiles: Self.people,
      members: ["ann": Self.owner, "ben": Self.owner, "cleo": Self.contributor, "role": Self.owner])
    let step = members(.owner, "ann")
    #expect(try await detail(step, zone) == "PROJECT_OWNER unasked: ben")
    _ = try await step.apply(.test(zone))
    #expect(zone.members == ["ann": Self.owner, "cleo": Self.contributor, "role": Self.owner])
    #expect(try await detail(step, zone) == nil)
  }

  @Test func theUnitIsOwnedByThoseWhoAreNamed() async throws {
    let zone = FakeDataZone(profiles: Self.people, owners: ["ben", "role", "gone"])
    let step = domain(owners: "ann")
    #expect(try await detail(step, zone) == "not owners: ann; owners unasked: ben")
    _ = try await step.apply(.test(zone))
    #expect(zone.owners == ["role", "gone", "ann"])
    #expect(try await detail(step, zone) == nil)
  }

  @Test func aStepThatNamesRolesAloneLeavesPeopleAlone() async throws {
    let zone = FakeDataZone(profiles: Self.people, owners: ["ben"])
    _ = try await domain(owners: "arn:aws:iam::111122223333:role/Admin").apply(.test(zone))
    #expect(zone.changes == ["addOwner arn:aws:iam::111122223333:role/Admin"])
  }
}
