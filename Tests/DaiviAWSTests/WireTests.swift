import FoundationEssentials
import Testing

@testable import DaiviAWS

/// Reading and writing what AWS sends.
struct WireTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0.0), ("2000-02-29T12:00:00Z", 951_825_600),
    ("2026-11-22T13:16:01.250Z", 1_795_353_361.25),
    ("2015-08-30T14:36:00+02:00", 1_440_938_160), ("1969-12-31T23:59:59Z", -1), ("1440938160.5", 1_440_938_160.5),
  ])
  func timestampsAreRead(text: String, seconds: Double) {
    #expect(AWSTime.parse(text)?.timeIntervalSince1970 == seconds)
  }

  @Test(arguments: ["", "yesterday", "2015-08-30", "2015-13", "2015-08-30T14:36:00*"])
  func whatIsNoTimestampIsRefused(text: String) {
    #expect(AWSTime.parse(text) == nil)
  }

  @Test func everyDayOfFourCenturiesGoesThereAndBack() {
    for day in stride(from: -20_000, to: 130_000, by: 1) {
      let civil = CivilTime(Date(timeIntervalSince1970: Double(day) * 86_400 + 3661))
      #expect(civil.secondsSince1970 == day * 86_400 + 3661)
    }
    #expect(AWSTime.iso8601(Date(timeIntervalSince1970: -1)) == "1969-12-31T23:59:59Z")
  }

  @Test func theHTTPDateIsRead() {
    #expect(AWSTime.parseHTTP("Sun, 30 Aug 2015 12:36:00 GMT") == AWSTime.parse("2015-08-30T12:36:00Z"))
    #expect(AWSTime.parseHTTP("garbage") == nil)
  }

  @Test func stacksAreReadFromXML() throws {
    let xml = """
      <DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>
      <Stacks><member><StackName>net &amp; co</StackName><CreationTime>2026-01-02T03:04:05.678Z</CreationTime>
      <StackStatus>UPDATE_COMPLETE</StackStatus><DisableRollback>false</DisableRollback>
      <Outputs><member><OutputKey>A</OutputKey><OutputValue>é😀</OutputValue></member></Outputs>
      <Tags/><Capabilities><member>CAPABILITY_IAM</member><member>NEW_ONE</member></Capabilities></member>
      <member><StackName>b</StackName><CreationTime>2026-01-02T03:04:05Z</CreationTime>
      <StackStatus>SOMETHING_NEW</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>
      """
    let result = try XMLElement(parsing: Array(xml.utf8)).child("DescribeStacksResult")!
    let stacks = try XMLValueDecoder.decode(CloudFormation.DescribeStacksResponse.self, from: result).stacks
    #expect(stacks.map(\.stackName) == ["net & co", "b"])
    #expect(stacks[0].stackStatus == .updateComplete)
    #expect(stacks[0].disableRollback == false)
    #expect(stacks[0].outputs.map(\.outputValue) == ["é😀"])
    #expect(stacks[0].tags.isEmpty)
    #expect(stacks[0].capabilities == [.capabilityIam, "NEW_ONE"])
    #expect(stacks[1].stackStatus == "SOMETHING_NEW")
    #expect(stacks[1].outputs.isEmpty)
    #expect(stacks[1].lastUpdatedTime == nil)
  }

  @Test func whatIsMissingInXMLIsNamed() throws {
    let element = try XMLElement(
      parsing: Array("<R><Stacks><member><StackName>a</StackName></member></Stacks></R>".utf8))
    let error = #expect(throws: DecodingError.self) {
      try XMLValueDecoder.decode(CloudFormation.DescribeStacksResponse.self, from: element)
    }
    guard case .keyNotFound(let key, let context) = error else { throw error! }
    #expect(key.stringValue == "creationTime")
    #expect(context.codingPath.map(\.stringValue) == ["stacks", "0"])
  }

  @Test func mapsAndEC2ListsAreReadFromXML() throws {
    struct Value: Decodable {
      var attributes: [String: String]
      var vpcIds: [String]
      var size: Int
    }
    let xml = """
      <r><attributes><entry><key>Policy</key><value>{}</value></entry></attributes>
      <vpcIds><item>vpc-1</item><item>vpc-2</item></vpcIds><size> 7 </size></r>
      """
    let value = try XMLValueDecoder.decode(Value.self, from: XMLElement(parsing: Array(xml.utf8)))
    #expect(value.attributes == ["Policy": "{}"])
    #expect(value.vpcIds == ["vpc-1", "vpc-2"])
    #expect(value.size == 7)
  }

  @Test(arguments: ["", "<a>", "<a></b>", "{}", "<a>&bomb;</a>"])
  func whatIsNotXMLIsRefused(text: String) {
    #expect(throws: XMLError.self) { try XMLElement(parsing: Array(text.utf8)) }
  }

  @Test func lettersFollowingCapitalsAreMapped() throws {
    let bytes = Array(#"{"JobRun":{"Id":"jr","DPUSeconds":1.5,"JobRunState":"RUNNING","StartedOn":1.5E9}}"#.utf8)
    let run = try JSONCoding(memberCase: .pascal).decode(Glue.GetJobRunResponse.self, from: bytes).jobRun
    #expect(run?.dpuSeconds == 1.5)
    #expect(run?.jobRunState == .running)
    #expect(run?.startedOn == Date(timeIntervalSince1970: 1.5e9))
    #expect(run?.arguments == [:])
  }

  @Test func anyDocumentSurvivesReadingAndWriting() throws {
    let text = #"{"A":[1,-2.5,true,false,null,"x\n/é"],"b":{"C":9007199254740993}}"#
    #expect(String(decoding: try AWSDocument(json: Array(text.utf8)).json(), as: UTF8.self) == text)
  }

  @Test(arguments: [
    ("a b", "a%20b"), ("é", "%C3%A9"), ("a/b", "a%2Fb"), ("-._~", "-._~"), ("+=&", "%2B%3D%26"),
  ])
  func percentEncoding(text: String, encoded: String) {
    #expect(PercentEncoding.encode(text) == encoded)
    #expect(PercentEncoding.decode(encoded) == text)
  }
}
