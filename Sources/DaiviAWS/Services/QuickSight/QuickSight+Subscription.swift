/// The account's subscription: one an account, over all regions.
extension QuickSight {
  /// DescribeAccountSubscription: the subscription; an error that `isNotFound` where there is none.
  public func describeAccountSubscription(account: String) async throws -> DescribeAccountSubscriptionResponse {
    try await client.rest("DescribeAccountSubscription", "GET", path: ["account", account])
  }

  /// CreateAccountSubscription: begins to subscribe. It has no client token: ask what there is after a lost answer.
  public func createAccountSubscription(account: String, _ input: CreateAccountSubscriptionRequest) async throws {
    _ = try await client.rest(
      "CreateAccountSubscription", "POST", path: ["account", account], input: input, repeatability: .once,
      returning: NoOutput.self)
  }

  /// Output of DescribeAccountSubscription.
  public struct DescribeAccountSubscriptionResponse: Sendable, Hashable, Decodable {
    public var accountInfo: AccountInfo?
  }

  /// API type `AccountInfo`.
  public struct AccountInfo: Sendable, Hashable, Decodable {
    public var accountName: String?
    public var edition: String?
    public var notificationEmail: String?
    public var authenticationType: String?
    /// `ACCOUNT_CREATED` when it can be used; others say how far it is, or that it was ended.
    public var accountSubscriptionStatus: String?
  }

  /// Input of CreateAccountSubscription, for the ways of signing in that need no directory.
  public struct CreateAccountSubscriptionRequest: Sendable, Hashable, Encodable {
    public var edition: String
    public var authenticationMethod: String
    /// Unique over all of AWS, never changed again.
    public var accountName: String
    public var notificationEmail: String

    public init(edition: String, authenticationMethod: String, accountName: String, notificationEmail: String) {
      self.edition = edition
      self.authenticationMethod = authenticationMethod
      self.accountName = accountName
      self.notificationEmail = notificationEmail
    }
  }
}
