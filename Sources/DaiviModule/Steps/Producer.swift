import DaiviAWS
import DaiviProtocol
import FoundationEssentials

/// The function that makes topics of the Kafka cluster and sends messages to them, as a step calls it. Its name is the
/// input `producerFunctionName`.
public struct Producer: Sendable {
  private let context: StepContext

  public init(_ context: StepContext) { self.context = context }

  /// What a run of it sent.
  public struct Sent: Sendable, Hashable, Codable {
    public var topic: String
    /// In the header `run` of each message.
    public var run: String
    /// Acknowledged by the brokers; `good`, `late` and `malformed` together.
    public var sent: Int
    public var good: Int
    public var late: Int
    public var malformed: Int
    public var seconds: Double
    /// The whole seconds before the first and after the last message, UTC: `2026-03-02 12:00:00`.
    public var from: String
    public var to: String

    /// As an output carries it.
    public var text: String {
      [topic, run, "\(sent)", "\(good)", "\(late)", "\(malformed)", "\(seconds)", from, to].joined(separator: ",")
    }

    /// From an output; nil when it is none.
    public init?(_ text: String) {
      let parts = text.split(separator: ",").map(String.init)
      guard parts.count == 9, let sent = Int(parts[2]), let good = Int(parts[3]), let late = Int(parts[4]),
        let malformed = Int(parts[5]), let seconds = Double(parts[6])
      else { return nil }
      (topic, run, from, to) = (parts[0], parts[1], parts[7], parts[8])
      (self.sent, self.good, self.late, self.malformed, self.seconds) = (sent, good, late, malformed, seconds)
    }
  }

  /// Partitions by topic, of all topics there are.
  public func topics(making wanted: [String: Int] = [:]) async throws -> [String: Int] {
    let event: [String: JSONValue] =
      wanted.isEmpty
      ? ["action": "describe"]
      : ["action": "topics", "topics": .object(wanted.mapValues { .number(Double($0)) })]
    return try await call(event, returning: Topics.self).topics
  }

  /// Sends messages and waits until all of them are acknowledged.
  /// - Parameters:
  ///   - rate: messages a second.
  ///   - late: how many of the messages are of hours ago.
  ///   - malformed: how many of the messages are broken.
  public func send(
    to topic: String, run: String, rate: Int, seconds: Int, late: Int = 0, malformed: Int = 0
  ) async throws -> Sent {
    try await call(
      [
        "topic": .string(topic), "run": .string(run), "rate": .number(Double(rate)),
        "seconds": .number(Double(seconds)), "late": .number(Double(late)), "malformed": .number(Double(malformed)),
      ], returning: Sent.self)
  }

  /// What the stocks application wrote of a time.
  public struct Windows: Sendable, Hashable, Decodable {
    public var windows: Int
    public var transactions: Int
  }

  /// Windows of a topic that overlap a time, each counted once.
  public func windows(in topic: String, from: String, to: String) async throws -> Windows {
    try await call(
      ["action": "windows", "topic": .string(topic), "from": .string(from), "to": .string(to)],
      returning: Windows.self)
  }

  private struct Topics: Decodable {
    var topics: [String: Int]
  }

  private struct Failure: Decodable {
    var errorMessage: String?
    var errorType: String?
  }

  private func call<Answer: Decodable>(
    _ event: [String: JSONValue], returning: Answer.Type
  ) async throws -> Answer {
    let name = try context.value("{inputs.producerFunctionName}")
    let answer = try await context.aws.lambda.invoke(
      functionName: name, payload: Array(try JSONEncoder().encode(JSONValue.object(event))))
    let payload = Data(answer.payload)
    if answer.functionError != nil {
      let words = try? JSONDecoder().decode(Failure.self, from: payload)
      throw StepError(
        message: "the function \(name) failed: \(words?.errorMessage ?? String(decoding: payload, as: UTF8.self))",
        service: "Lambda", operation: "Invoke", code: words?.errorType,
        hint: "log group /aws/lambda/\(name); daivi-host verify foundation/deploy-msk looks at cluster and topics")
    }
    return try JSONDecoder().decode(Answer.self, from: payload)
  }
}
