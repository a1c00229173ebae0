import DaiviAWS
import DaiviProtocol
import Testing

@testable import DaiviModule

/// What is asked again because it is gone in a moment, and what is told at once.
@Suite struct PassingRefusalsTests {
  private let start = ContinuousClock.now

  private func refusal(_ code: String, _ message: String) -> AWSError {
    AWSError(service: "Glue", operation: "StartJobRun", code: code, message: message, httpStatus: 400)
  }

  private func of(_ role: String) -> AWSError {
    refusal(
      "AccessDeniedException",
      "User: arn:aws:sts::111122223333:assumed-role/\(role)/session is not authorized to perform: s3:GetObject on "
        + "resource: arn:aws:iam::111122223333:role/daivi-test-glue-role")
  }

  /// Seconds for which an error is borne, from its first time on.
  private func patience(_ error: any Error, in environment: ModuleEnvironment = testEnvironment) -> Int {
    var refusals = PassingRefusals(in: environment)
    return (0...90).first { !refusals.bears(error, at: start.advanced(by: .seconds($0))) } ?? .max
  }

  @Test(arguments: [
    "Role should be given assume role permissions for Glue Service.", "Unable to assume the role arn:aws:iam::1:role/r",
    "The role defined for the function cannot be assumed by Lambda.", "Invalid principal in policy",
  ])
  func aRoleThatIsNotKnownYetIsBorneForAMinute(_ message: String) {
    #expect(patience(refusal("InvalidInputException", message)) == 60)
  }

  @Test func twoChangesAtOnceAreBorneForAMinute() {
    #expect(patience(refusal("ConcurrentModificationException", "retry")) == 60)
  }

  @Test func aRoleOfThePlatformMayGetItsRightsInAMoment() {
    #expect(patience(of("daivi-test-glue-role")) == 20)
  }

  @Test func soMayAnAdministratorOfLakeFormation() {
    let error = refusal("AccessDeniedException", "Insufficient Lake Formation permission(s): Required Drop on db")
    #expect(patience(error) == 20)
  }

  /// A right that whoever deploys lacks is lacking however often it is asked for.
  @Test func aRightThatIsLackingIsToldAtOnce() {
    #expect(patience(of("Deployer")) == 0)
    #expect(patience(of("daivi-prod-glue-role")) == 0)
    var environment = testEnvironment
    environment.deployRole = "arn:aws:iam::111122223333:role/ci/daivi-test-deployer"
    #expect(patience(of("daivi-test-deployer"), in: environment) == 0)
    #expect(patience(refusal("AccessDenied", "Access Denied")) == 0)
    #expect(patience(StepError(message: "no role can be assumed")) == 0)
  }

  /// A step may have worked for an hour before it needs the role.
  @Test func patienceBeginsWithTheFirstRefusal() {
    var refusals = PassingRefusals(in: testEnvironment)
    let error = refusal("InvalidInputException", "the role cannot be assumed")
    let first = start.advanced(by: .seconds(3600))
    let borne = [0, 59, 60].map { refusals.bears(error, at: first.advanced(by: .seconds($0))) }
    #expect(borne == [true, true, false])
  }
}
