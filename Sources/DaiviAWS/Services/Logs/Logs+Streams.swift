/// Log streams.
extension Logs {
  /// DescribeLogStreams: the streams of a group that were written to last, newest first.
  public func latestLogStreams(group: String, limit: Int = 50) async throws -> [LogStream] {
    let response: DescribeLogStreamsResponse = try await client.call(
      "DescribeLogStreams",
      DescribeLogStreamsRequest(logGroupName: group, orderBy: "LastEventTime", descending: true, limit: limit))
    return response.logStreams
  }

  /// API type `LogStream`, as far as it is read.
  public struct LogStream: Sendable, Hashable, Decodable {
    public var logStreamName: String
  }

  private struct DescribeLogStreamsRequest: Sendable, Encodable {
    var logGroupName: String
    var orderBy: String
    var descending: Bool
    var limit: Int
  }

  private struct DescribeLogStreamsResponse: Sendable, Decodable {
    @OrEmpty var logStreams: [LogStream]
  }
}
