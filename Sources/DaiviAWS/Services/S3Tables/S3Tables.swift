/// Amazon S3 Tables.
public struct S3Tables: Sendable {
  public let client: ServiceClient
}

extension AWSService {
  public static let s3Tables = AWSService(id: "S3Tables", endpointPrefix: "s3tables", wire: .restJSON(members: .camel))
}

extension AWS {
  public var s3Tables: S3Tables { S3Tables(client: client(.s3Tables)) }
}
