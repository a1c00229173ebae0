import Testing

/// What Identity Center says of its users.
enum IdentityStore {
  /// Python that finds the store and names things as the console does.
  private static let people = """
    import urllib.request
    admin, people, ssm = client("sso-admin", region), client("identitystore", region), client("ssm")
    instance = (admin.list_instances()["Instances"] or [{}])[0]
    store = instance.get("IdentityStoreId")
    def groups():
        return {group["DisplayName"]: group["GroupId"] for group in people.list_groups(IdentityStoreId=store)["Groups"]}
    def users():
        return {user["UserName"].split("@")[0]: user["UserId"] for user in people.list_users(IdentityStoreId=store)["Users"]}
    def memberships(group):
        return people.list_group_memberships(IdentityStoreId=store, GroupId=groups()[group])["GroupMemberships"]
    def claims():
        found = client("ssm").get_parameters_by_path(Path="/daivi/claims", Recursive=True)["Parameters"]
        return len([entry for entry in found if "identity-center" in entry["Name"]])
    def control(operation, **sso):
        body = json.dumps({"instanceArn": instance["InstanceArn"],
                           "configurationType": "APP_AUTHENTICATION_CONFIGURATION", "ssoConfiguration": sso})
        scope = "123456789012/20250101/us-east-1/sso/aws4_request"
        request = urllib.request.Request(sys.argv[1] + "/control/", data=body.encode(), headers={
            "X-Amz-Target": "SWBService." + operation, "Content-Type": "application/x-amz-json-1.1",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"})
        return json.loads(urllib.request.urlopen(request).read() or b"{}")
    def mfa():
        return control("GetSsoConfiguration")["ssoConfiguration"]["mfaMode"]

    """

  @discardableResult
  static func ask(
    _ script: String, _ project: TestProject, region: String = "us-east-1",
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> String {
    try await Python.run(
      "region = \"\(region)\"\n" + Self.people + script, in: project, sourceLocation: sourceLocation)
  }
}
