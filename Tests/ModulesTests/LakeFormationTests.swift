import DaiviModule
import Testing

@testable import daivi_lake_formation

/// Who administers Lake Formation, and the database that Spark looks for.
@Suite struct LakeFormationTests {
  private static let quicksight = "arn:aws:iam::111122223333:role/quicksight"
  private static let deployer = "arn:aws:iam::111122223333:role/team/Deployer"

  private func applied(_ lake: FakeLake, stackRole: String? = nil) async throws -> StepSuccess {
    try await administrators.apply(
      .test(lake, inputs: ["quicksightServiceRoleArn": Self.quicksight], stackRole: stackRole))
  }

  @Test func whoeverDeploysIsAnAdministratorAndToldToWhoGrants() async throws {
    let lake = FakeLake()
    let done = try await applied(lake)
    #expect(lake.administrators == ["arn:aws:iam::111122223333:role/Admin", Self.quicksight, Self.deployer])
    #expect(done.outputs == ["deployerArn": Self.deployer])
  }

  @Test func theRoleOfStacksIsAnAdministratorToo() async throws {
    let lake = FakeLake()
    let role = "arn:aws:iam::111122223333:role/daivi-test-tf-back-end-cloudformation"
    _ = try await applied(lake, stackRole: role)
    #expect(lake.administrators.contains(role))
  }

  @Test func theRootCountsAsTheAdministratorsRole() async throws {
    let lake = FakeLake(caller: "arn:aws:iam::111122223333:root")
    let done = try await applied(lake)
    #expect(lake.administrators == ["arn:aws:iam::111122223333:role/Admin", Self.quicksight])
    #expect(done.outputs == ["deployerArn": "arn:aws:iam::111122223333:role/Admin"])
  }

  @Test func aDefaultDatabaseOfSomebodyElseIsKept() async throws {
    let lake = FakeLake()
    lake.refusesToDelete("Insufficient Lake Formation permission(s): Required Drop on default")
    let done = try await defaultDatabaseDrop.apply(.test(lake, inputs: ["glueRoleArn": "arn:aws:iam::1:role/glue"]))
    #expect(done.detail == "kept: Insufficient Lake Formation permission(s): Required Drop on default")
  }

  private static let jobs = ["glueRoleArn": "arn:aws:iam::111122223333:role/glue"]

  /// What the jobs' role has, as `PERMISSION on kind of resource`.
  private func rightsOfJobs(_ lake: FakeLake) -> Set<String> {
    let own = lake.grants.filter {
      $0["Principal"]?["DataLakePrincipalIdentifier"]?.string == Self.jobs["glueRoleArn"]
    }
    return Set(
      own.flatMap { grant in
        let kind = grant["Resource"]?["Catalog"] != nil ? "catalog" : "database"
        return (grant["Permissions"]?.array ?? []).compactMap(\.string).map { "\($0) on \(kind)" }
      })
  }

  /// Spark makes the database that was removed, and a governed catalog lets nobody make one without a grant.
  @Test func jobsMayMakeTheDatabaseThatIsNotThere() async throws {
    let lake = FakeLake(hasDatabase: false)
    _ = try await defaultDatabaseGrant.apply(.test(lake, inputs: Self.jobs))
    #expect(rightsOfJobs(lake) == ["CREATE_DATABASE on catalog"])
    #expect(try await defaultDatabaseDrop.verify(.test(lake, inputs: Self.jobs)).map(\.status) == [.passed])
  }

  @Test func jobsMayUseADatabaseThatStays() async throws {
    let lake = FakeLake()
    _ = try await defaultDatabaseGrant.apply(.test(lake, inputs: Self.jobs))
    #expect(
      rightsOfJobs(lake) == ["CREATE_DATABASE on catalog", "DESCRIBE on database", "CREATE_TABLE on database"])
    #expect(try await defaultDatabaseGrant.verify(.test(lake, inputs: Self.jobs)).map(\.status) == [.passed])
  }

  @Test func aDatabaseThatJobsCouldNotMakeIsNamed() async throws {
    let lake = FakeLake(hasDatabase: false)
    let check = try #require(try await defaultDatabaseGrant.verify(.test(lake, inputs: Self.jobs)).first)
    #expect(check.status == .failed)
    #expect(check.detail == "it does not exist, and arn:aws:iam::111122223333:role/glue may not make it")
  }

  @Test func theRightsOfJobsGoWithTheEnvironment() async throws {
    let lake = FakeLake()
    _ = try await defaultDatabaseGrant.apply(.test(lake, inputs: Self.jobs))
    _ = try await defaultDatabaseGrant.destroy(.test(lake, inputs: Self.jobs))
    #expect(rightsOfJobs(lake).isEmpty)
    #expect(lake.grants.count == 1, "the administrators' right is every environment's")
  }

  @Test func aRightThatThePrincipalHasAnywayIsNotGrantedAgain() async throws {
    let grant = Grant(
      "deployer", "S3 table to whoever deploys", to: "{inputs.deployerArn}",
      on: .table(catalog: nil, database: "d", name: "t"), permissions: ["SELECT", "DESCRIBE"],
      unless: "arn:{partition}:iam::{account}:role/{adminRole}")
    let lake = FakeLake()
    _ = try await grant.apply(.test(lake, inputs: ["deployerArn": "arn:aws:iam::111122223333:role/Admin"]))
    #expect(lake.grants.isEmpty)
    _ = try await grant.apply(.test(lake, inputs: ["deployerArn": Self.deployer]))
    #expect(lake.grants.map { $0["Principal"]?["DataLakePrincipalIdentifier"]?.string } == [Self.deployer])
    #expect(lake.grants.first?["Permissions"]?.array?.compactMap(\.string) == ["SELECT", "DESCRIBE"])
  }
}
