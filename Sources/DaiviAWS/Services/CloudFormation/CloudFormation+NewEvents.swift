/// Following a stack.
extension CloudFormation {
  /// The events of a stack after one that is known, oldest first.
  ///
  /// DescribeStackEvents gives the newest first; reading ends at the known event, so that polling a stack with a long
  /// history costs one request.
  /// - Parameters:
  ///   - lastEventID: the newest event seen so far; nil reads all.
  ///   - clientRequestToken: only events of the operation under this token.
  public func newStackEvents(
    stackName: String, after lastEventID: String?, clientRequestToken: String? = nil
  ) async throws -> [StackEvent] {
    var events: [StackEvent] = []
    pages: for try await page in describeStackEventsPages(.init(stackName: stackName)) {
      for event in page.stackEvents {
        if event.eventId == lastEventID { break pages }
        events.append(event)
      }
    }
    events.reverse()
    guard let clientRequestToken else { return events }
    return events.filter { $0.clientRequestToken == clientRequestToken }
  }
}
