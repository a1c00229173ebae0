import FoundationEssentials

/// Types of the operations in CloudFormation+Stacks.swift.
extension CloudFormation {
  /// API type `Stack`.
  public struct Stack: Sendable, Hashable, Decodable {
    public var stackId: String?
    public var stackName: String
    public var changeSetId: String?
    public var description: String?
    @OrEmpty public var parameters: [Parameter]
    public var creationTime: Date
    public var deletionTime: Date?
    public var lastUpdatedTime: Date?
    public var rollbackConfiguration: RollbackConfiguration?
    public var stackStatus: StackStatus
    public var stackStatusReason: String?
    public var disableRollback: Bool?
    @OrEmpty public var notificationARNs: [String]
    public var timeoutInMinutes: Int?
    @OrEmpty public var capabilities: [Capability]
    @OrEmpty public var outputs: [Output]
    public var roleARN: String?
    @OrEmpty public var tags: [Tag]
    public var enableTerminationProtection: Bool?
    public var parentId: String?
    public var rootId: String?
    public var driftInformation: StackDriftInformation?
    public var retainExceptOnCreate: Bool?
    public var deletionMode: DeletionMode?
    public var detailedStatus: String?
    @OrEmpty public var lastOperations: [OperationEntry]
  }

  /// API type `StackStatus`; values that this version does not know are kept.
  public struct StackStatus: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let createInProgress = Self(rawValue: "CREATE_IN_PROGRESS")
    public static let createFailed = Self(rawValue: "CREATE_FAILED")
    public static let createComplete = Self(rawValue: "CREATE_COMPLETE")
    public static let rollbackInProgress = Self(rawValue: "ROLLBACK_IN_PROGRESS")
    public static let rollbackFailed = Self(rawValue: "ROLLBACK_FAILED")
    public static let rollbackComplete = Self(rawValue: "ROLLBACK_COMPLETE")
    public static let deleteInProgress = Self(rawValue: "DELETE_IN_PROGRESS")
    public static let deleteFailed = Self(rawValue: "DELETE_FAILED")
    public static let deleteComplete = Self(rawValue: "DELETE_COMPLETE")
    public static let updateInProgress = Self(rawValue: "UPDATE_IN_PROGRESS")
    public static let updateCompleteCleanupInProgress = Self(rawValue: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    public static let updateComplete = Self(rawValue: "UPDATE_COMPLETE")
    public static let updateFailed = Self(rawValue: "UPDATE_FAILED")
    public static let updateRollbackInProgress = Self(rawValue: "UPDATE_ROLLBACK_IN_PROGRESS")
    public static let updateRollbackFailed = Self(rawValue: "UPDATE_ROLLBACK_FAILED")
    public static let updateRollbackCompleteCleanupInProgress = Self(
      rawValue: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    public static let updateRollbackComplete = Self(rawValue: "UPDATE_ROLLBACK_COMPLETE")
    public static let reviewInProgress = Self(rawValue: "REVIEW_IN_PROGRESS")
    public static let importInProgress = Self(rawValue: "IMPORT_IN_PROGRESS")
    public static let importComplete = Self(rawValue: "IMPORT_COMPLETE")
    public static let importRollbackInProgress = Self(rawValue: "IMPORT_ROLLBACK_IN_PROGRESS")
    public static let importRollbackFailed = Self(rawValue: "IMPORT_ROLLBACK_FAILED")
    public static let importRollbackComplete = Self(rawValue: "IMPORT_ROLLBACK_COMPLETE")
  }

  /// API type `Output`.
  public struct Output: Sendable, Hashable, Decodable {
    public var outputKey: String?
    public var outputValue: String?
    public var description: String?
    public var exportName: String?
  }

  /// API type `StackDriftInformation`.
  public struct StackDriftInformation: Sendable, Hashable, Decodable {
    public var stackDriftStatus: StackDriftStatus
    public var lastCheckTimestamp: Date?
  }

  /// API type `DeletionMode`; values that this version does not know are kept.
  public struct DeletionMode: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let standard = Self(rawValue: "STANDARD")
    public static let forceDeleteStack = Self(rawValue: "FORCE_DELETE_STACK")
  }

  /// API type `OperationEntry`.
  public struct OperationEntry: Sendable, Hashable, Decodable {
    public var operationType: String?
    public var operationId: String?
  }

  /// API type `StackSummary`.
  public struct StackSummary: Sendable, Hashable, Decodable {
    public var stackId: String?
    public var stackName: String
    public var templateDescription: String?
    public var creationTime: Date
    public var lastUpdatedTime: Date?
    public var deletionTime: Date?
    public var stackStatus: StackStatus
    public var stackStatusReason: String?
    public var parentId: String?
    public var rootId: String?
    public var driftInformation: StackDriftInformationSummary?
    @OrEmpty public var lastOperations: [OperationEntry]
  }

  /// API type `StackDriftInformationSummary`.
  public struct StackDriftInformationSummary: Sendable, Hashable, Decodable {
    public var stackDriftStatus: StackDriftStatus
    public var lastCheckTimestamp: Date?
  }

  /// API type `TemplateStage`; values that this version does not know are kept.
  public struct TemplateStage: AWSEnum {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let original = Self(rawValue: "Original")
    public static let processed = Self(rawValue: "Processed")
  }
}
