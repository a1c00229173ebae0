import DaiviAWS
import DaiviProtocol

/// Turns what a step threw into what a user reads.
enum StepErrors {
  /// Whether what was begun may still go on: AWS stopped answering, which says nothing about the work. Such an attempt
  /// stays open, so that the next deploy asks under its token instead of beginning the same again.
  static func leavesOpen(_ error: any Error) -> Bool {
    guard let error = error as? AWSError else { return false }
    return error.isAmbiguous || error.isRetryable
  }

  /// Whether the error tells nothing of what was asked about: AWS stopped answering, or could not be asked at all.
  static func saysNothing(_ error: any Error) -> Bool {
    if error is CredentialsError || (error as? AWSError)?.code == AWSError.Code.noCredentials { return true }
    return leavesOpen(error)
  }

  static func describe(_ error: any Error) -> StepError {
    switch error {
    case let error as StepError: error
    case let error as AWSError:
      StepError(
        message: "\(error.service) \(error.operation): \(error.code): \(error.message)", service: error.service,
        operation: error.operation, code: error.code, requestID: error.requestID)
    default: StepError(message: "\(error)")
    }
  }
}
