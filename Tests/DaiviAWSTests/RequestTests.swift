import Testing

@testable import DaiviAWS

/// What operations look like on the wire.
struct RequestTests {
  @Test func cloudFormationSpeaksQuery() async throws {
    let transport = FakeTransport(
      .xml("<R><CreateChangeSetResult><Id>arn:c</Id><StackId>arn:s</StackId></CreateChangeSetResult></R>"))
    let output = try await AWS.fake(transport).cloudFormation.createChangeSet(
      .init(
        stackName: "s", changeSetName: "c", templateBody: "A: 'x & y'\n",
        parameters: [.init(parameterKey: "P", parameterValue: "1"), .init(parameterKey: "Q", usePreviousValue: true)],
        capabilities: [.capabilityNamedIam], tags: [], clientToken: "t", changeSetType: .create))
    #expect(output.id == "arn:c")
    #expect(output.stackId == "arn:s")
    let request = transport.requests[0]
    #expect(request.url == "https://cloudformation.us-east-1.amazonaws.com/")
    #expect(request.method == "POST")
    #expect(
      request.form == [
        "Action": "CreateChangeSet", "Version": "2010-05-15", "StackName": "s", "ChangeSetName": "c",
        "TemplateBody": "A: 'x & y'\n", "Parameters.member.1.ParameterKey": "P",
        "Parameters.member.1.ParameterValue": "1", "Parameters.member.2.ParameterKey": "Q",
        "Parameters.member.2.UsePreviousValue": "true", "Capabilities.member.1": "CAPABILITY_NAMED_IAM",
        "ClientToken": "t", "ChangeSetType": "CREATE",
      ])
  }

  @Test func glueSpeaksJSONAndLeavesMapKeysAlone() async throws {
    let transport = FakeTransport(.json(#"{"JobRunId":"jr"}"#))
    _ = try await AWS.fake(transport).glue.startJobRun(
      .init(jobName: "j", arguments: ["--run_token": "t", "lower": "l"], timeout: 5))
    let request = transport.requests[0]
    #expect(request.headers["X-Amz-Target"] == "AWSGlue.StartJobRun")
    #expect(request.headers["Content-Type"] == "application/x-amz-json-1.1")
    #expect(request.bodyText == #"{"Arguments":{"--run_token":"t","lower":"l"},"JobName":"j","Timeout":5}"#)
  }

  @Test func logsKeepsSmallFirstLetters() async throws {
    let transport = FakeTransport(.json(#"{"events":[{"message":"m","timestamp":17}]}"#))
    let events = try await AWS.fake(transport).logs.filterLogEvents(.init(logGroupName: "/g")).events
    #expect(events.map(\.message) == ["m"])
    #expect(transport.requests[0].bodyText == #"{"logGroupName":"/g"}"#)
  }

  @Test func anARNIsOneSegmentOfAPathAndEncodedTwiceInTheSignature() async throws {
    let transport = FakeTransport(.json(#"{"arn":"a","name":"n"}"#))
    let arn = "arn:aws:s3tables:us-east-1:123456789012:bucket/b"
    _ = try await AWS.fake(transport).s3Tables.getTableBucket(arn: arn)
    let request = transport.requests[0]
    #expect(request.method == "GET")
    #expect(
      request.url
        == "https://s3tables.us-east-1.amazonaws.com/buckets/arn%3Aaws%3As3tables%3Aus-east-1%3A123456789012%3Abucket%2Fb"
    )
    let canonical = SigV4Signer(service: "s3tables", region: "us-east-1").canonicalRequest(request, payloadHash: "")
    #expect(canonical.text.contains("/buckets/arn%253Aaws%253As3tables"))
  }

  @Test func pagesEndWithTheLastToken() async throws {
    let transport = FakeTransport(
      .json(#"{"TableList":[{"Name":"a"}],"NextToken":"2"}"#), .json(#"{"TableList":[{"Name":"b"}]}"#))
    let tables = try await AWS.fake(transport).glue.getTablesPages(.init(databaseName: "d")).collect(\.tableList)
    #expect(tables.map(\.name) == ["a", "b"])
    #expect(transport.requests.map { $0.bodyText.contains(#""NextToken":"2""#) } == [false, true])
  }

  @Test func pagesEndWhenTheTokenRepeatsItself() async throws {
    let transport = FakeTransport(.json(#"{"events":[{"message":"m"}],"nextForwardToken":"f/1"}"#))
    let events = try await AWS.fake(transport).logs.getLogEventsPages(.init(logStreamName: "s", startFromHead: true))
      .collect(\.events)
    #expect(events.count == 2, "the second page repeats the token: there is no third")
  }

  @Test func lakeFormationSettingsKeepWhatThisLibraryDoesNotKnow() async throws {
    let stored = """
      {"DataLakeSettings":{"DataLakeAdmins":[{"DataLakePrincipalIdentifier":"arn:a","FutureMember":1}],\
      "Parameters":{"CROSS_ACCOUNT_VERSION":"4"},"NewDocument":{"lower":[1,2.5,null,true,"é"]}}}
      """
    let transport = FakeTransport(.json(stored), .json("{}"))
    let lakeFormation = AWS.fake(transport).lakeFormation
    var settings = try await lakeFormation.getDataLakeSettings()
    #expect(settings.admins == ["arn:a"])
    settings.admins.append("arn:b")
    try await lakeFormation.putDataLakeSettings(settings)
    let put = transport.requests[1]
    #expect(put.url == "https://lakeformation.us-east-1.amazonaws.com/PutDataLakeSettings")
    #expect(
      put.bodyText == """
        {"DataLakeSettings":{"DataLakeAdmins":[{"DataLakePrincipalIdentifier":"arn:a","FutureMember":1},\
        {"DataLakePrincipalIdentifier":"arn:b"}],"NewDocument":{"lower":[1,2.5,null,true,"é"]},\
        "Parameters":{"CROSS_ACCOUNT_VERSION":"4"}}}
        """)
  }

  @Test func failuresOfABatchOfGrantsAreSeen() async throws {
    let transport = FakeTransport(
      .json(
        #"{"Failures":[{"RequestEntry":{"Id":"2"},"Error":{"ErrorCode":"InvalidInputException","ErrorMessage":"no"}}]}"#
      ))
    let output = try await AWS.fake(transport).lakeFormation.batchGrantPermissions(
      .init(entries: [
        .init(
          id: "1", principal: .init(dataLakePrincipalIdentifier: "arn:a"),
          resource: .init(table: .init(databaseName: "d", tableWildcard: .init())), permissions: [.select])
      ]))
    #expect(output.failures.map { $0.error?.errorCode } == ["InvalidInputException"])
    #expect(transport.requests[0].bodyText.contains(#""Table":{"DatabaseName":"d","TableWildcard":{}}"#))
  }

  @Test func errorsAreOneLineWithServiceOperationCodeAndRequest() async throws {
    let transport = FakeTransport(
      .xml(
        """
        <ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>
        <Code>ValidationError</Code><Message>Stack with id x
        does not exist</Message></Error><RequestId>1234</RequestId></ErrorResponse>
        """, status: 400))
    let error = await #expect(throws: AWSError.self) {
      try await AWS.fake(transport).cloudFormation.describeStacks(.init(stackName: "x"))
    }
    #expect(
      error?.description
        == "CloudFormation DescribeStacks: ValidationError: Stack with id x does not exist (request 1234)")
    #expect(error?.isNotFound == true)
  }
}

extension RequestTests {
  @Test func aQueryIsStartedOnceHoweverOftenItIsSent() async throws {
    let transport = FakeTransport { request, number in
      switch request.headers["X-Amz-Target"]?.split(separator: ".").last {
      case "StartQueryExecution": number == 0 ? .lost(sent: true) : .json(#"{"QueryExecutionId":"q"}"#)
      case "GetQueryExecution": .json(#"{"QueryExecution":{"Status":{"State":"SUCCEEDED"}}}"#)
      default: .json(#"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"1"}]}]}}"#)
      }
    }
    #expect(try await AWS.fake(transport).athena.run("SELECT 1", workgroup: "w").rows == [["1"]])
    #expect(transport.requests[0].bodyText.contains("ClientRequestToken"))
    #expect(transport.requests[0].bodyText == transport.requests[1].bodyText)
  }

  @Test func aQueryNobodyWaitsForAnyMoreIsStopped() async throws {
    let transport = FakeTransport { request, _ in
      switch request.headers["X-Amz-Target"]?.split(separator: ".").last {
      case "StartQueryExecution": return .json(#"{"QueryExecutionId":"q"}"#)
      case "GetQueryExecution":
        withUnsafeCurrentTask { $0?.cancel() }
        return .json(#"{"QueryExecution":{"Status":{"State":"RUNNING"}}}"#)
      default: return .json("{}")
      }
    }
    let query = Task { try await AWS.fake(transport).athena.run("SELECT 1", workgroup: "w") }
    await #expect(throws: CancellationError.self) { try await query.value }
    #expect(transport.requests.last?.headers["X-Amz-Target"] == "AmazonAthena.StopQueryExecution")
  }

  @Test func documentsKeepTheAPIsSpelling() async throws {
    let transport = FakeTransport(.json(#"{"Trigger":{"State":"x"},"lower":{"--Key":1}}"#))
    let answer = try await AWS.fake(transport).client(.glue).document(
      "GetTrigger", ["Name": "t", "lower": ["Inner": true]])
    #expect(answer["Trigger"]?["State"]?.string == "x")
    #expect(answer["lower"]?["--Key"]?.integer == 1)
    #expect(transport.requests[0].bodyText == #"{"Name":"t","lower":{"Inner":true}}"#)
  }

  @Test func ec2SpeaksItsOwnDialect() async throws {
    let transport = FakeTransport(
      .xml(
        """
        <DescribeInstanceStatusResponse><requestId>r</requestId><instanceStatusSet><item><instanceId>i-1</instanceId>
        <instanceState><code>16</code><name>running</name></instanceState>
        <systemStatus><status>ok</status></systemStatus><instanceStatus><status>ok</status></instanceStatus>
        <attachedEbsStatus><status>initializing</status></attachedEbsStatus></item></instanceStatusSet>
        </DescribeInstanceStatusResponse>
        """))
    let status = try await AWS.fake(transport).ec2.describeInstanceStatus(instanceIds: ["i-1"])
    #expect(status.map(\.instanceId) == ["i-1"])
    #expect(status[0].isHealthy == false)
    #expect(transport.requests[0].form["InstanceId.1"] == "i-1")
    #expect(transport.requests[0].form["IncludeAllInstances"] == "true")
  }

  @Test func aFunctionThatFailsIsASuccessfulCallWithAnError() async throws {
    let transport = FakeTransport(
      .json(
        #"{"errorMessage":"no"}"#, ["X-Amz-Function-Error": "Unhandled", "X-Amz-Log-Result": "bG9n"]))
    let result = try await AWS.fake(transport).lambda.invoke(functionName: "arn:f:1", payload: Array("{}".utf8))
    #expect(result.functionError == "Unhandled")
    #expect(result.logTail == "log")
    #expect(
      transport.requests[0].url
        == "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn%3Af%3A1/invocations")
    #expect(transport.requests[0].mayBeRepeated == false)
  }

  @Test func secretsNeverShowInDescriptions() async throws {
    let transport = FakeTransport(.json(#"{"ARN":"a","Name":"n","VersionId":"v","SecretString":"hush"}"#))
    let secretsManager = AWS.fake(transport).secretsManager
    let value = try await secretsManager.getSecretValue(id: "n")
    #expect(value.secretString == "hush")
    var dumped = ""
    dump(value, to: &dumped)
    #expect(!"\(value) \(String(reflecting: [value])) \(dumped)".contains("hush"))
    #expect(try await secretsManager.describeSecret(id: "n").arn == "a")
  }
}
