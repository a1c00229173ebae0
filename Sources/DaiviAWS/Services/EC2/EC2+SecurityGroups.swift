/// Security groups.
extension EC2 {
  /// DescribeSecurityGroups: whether there is a group with this id.
  public func securityGroupExists(_ id: String) async throws -> Bool {
    do {
      let output: DescribeSecurityGroupsOutput = try await client.call(
        "DescribeSecurityGroups", DescribeSecurityGroupsInput(groupId: [id]))
      return !output.securityGroupInfo.isEmpty
    } catch let error as AWSError where error.code == "InvalidGroup.NotFound" || error.code == "InvalidGroupId.NotFound"
    {
      return false
    }
  }

  private struct DescribeSecurityGroupsInput: Encodable, Sendable {
    var groupId: [String]
  }

  private struct DescribeSecurityGroupsOutput: Decodable {
    struct Group: Decodable, Sendable, Hashable { var groupId: String }
    @OrEmpty var securityGroupInfo: [Group]
  }
}
