/// The pages of a paginated operation, fetched as they are asked for.
public struct AWSPages<Page: Sendable>: AsyncSequence, Sendable {
  private let fetch: @Sendable (String?) async throws -> Page
  private let nextToken: @Sendable (Page) -> String?

  /// - Parameters:
  ///   - fetch: the page that a token stands for, nil for the first.
  ///   - nextToken: the token of the page after; nil or empty at the end.
  public init(
    nextToken: @escaping @Sendable (Page) -> String?, fetch: @escaping @Sendable (String?) async throws -> Page
  ) {
    self.fetch = fetch
    self.nextToken = nextToken
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    let pages: AWSPages
    var token: String?
    var isFinished = false

    public mutating func next() async throws -> Page? {
      guard !isFinished else { return nil }
      let page = try await pages.fetch(token)
      let following = pages.nextToken(page).flatMap { $0.isEmpty ? nil : $0 }
      // Some services repeat the last token at the end (CloudWatch Logs); going on would never end.
      isFinished = following == nil || following == token
      token = following
      return page
    }
  }

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(pages: self)
  }

  /// The items of every page.
  public func collect<Item: Sendable>(_ items: @Sendable (Page) -> [Item]) async throws -> [Item] {
    var all: [Item] = []
    for try await page in self { all += items(page) }
    return all
  }
}
