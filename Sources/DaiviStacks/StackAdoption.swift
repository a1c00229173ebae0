import DaiviAWS
import DaiviProtocol

/// Makes a stack of nothing but what an earlier stack of its name left behind, by an import; the template then updates
/// it as if it had never been away. Creating the whole stack at once is refused while those names exist.
struct StackAdoption: Sendable {
  /// Something that exists and the template means to make.
  struct Found: Hashable, Sendable {
    var logicalID: String
    var type: String
    var physicalID: String
  }

  let stackName: String
  /// As in `StackDescription`.
  let role: String?
  let cloudFormation: CloudFormation
  let context: StackContext

  /// Types whose name is all that an import has to know. They are those that hold data; whatever else of the
  /// environment's name is in the way holds none and can be removed.
  private static let identifiers = ["AWS::Logs::LogGroup": "LogGroupName", "AWS::S3::Bucket": "BucketName"]

  /// Whether something of a type can be taken into a stack again after it left one.
  static func adopts(_ type: String) -> Bool { identifiers[type] != nil }

  private struct Import: Encodable, Sendable {
    struct Resource: Encodable, Sendable {
      var logicalResourceId: String
      var resourceType: String
      var resourceIdentifier: QueryMap
    }
    var stackName: String
    var changeSetName: String
    var changeSetType = "IMPORT"
    var clientToken: String
    var templateBody: String
    var roleARN: String?
    var resourcesToImport: [Resource]
  }
  private struct Answer: Decodable, Sendable {}

  /// Imports them under `token`. Throws `StepError` naming what cannot be taken in.
  func adopt(_ all: [Found], token: String) async throws {
    if let foreign = all.first(where: { !Self.adopts($0.type) }) {
      throw StepError(
        message: "stack \(stackName): \(foreign.type) \(foreign.physicalID) exists and does not belong to the stack",
        service: "CloudFormation", operation: "CreateChangeSet", code: "AlreadyExists",
        hint: "an earlier stack left it behind, or it is somebody else's: remove it or choose another name, "
          + "then deploy again")
    }
    context.progress("adopting \(all.map(\.physicalID).sorted().joined(separator: ", "))")
    let resources = all.map { found in
      Import.Resource(
        logicalResourceId: found.logicalID, resourceType: found.type,
        resourceIdentifier: QueryMap([Self.identifiers[found.type] ?? "": found.physicalID]))
    }
    let _: Answer = try await cloudFormation.client.call(
      "CreateChangeSet",
      Import(
        stackName: stackName, changeSetName: token, clientToken: token, templateBody: try Self.template(all),
        roleARN: role, resourcesToImport: resources))
  }

  /// A template of these alone. An import asks for a deletion policy that keeps.
  private static func template(_ all: [Found]) throws -> String {
    let resources = all.map { found -> (String, AWSDocument) in
      let identifier = identifiers[found.type] ?? ""
      return (
        found.logicalID,
        [
          "Type": .string(found.type), "DeletionPolicy": "Retain",
          "Properties": .object([identifier: .string(found.physicalID)]),
        ]
      )
    }
    let document: AWSDocument = ["Resources": .object(Dictionary(resources) { first, _ in first })]
    return String(decoding: try document.json(), as: UTF8.self)
  }
}
