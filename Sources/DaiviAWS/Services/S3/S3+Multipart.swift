import DaiviSystem
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Large files in parts.
extension S3 {
  /// Files above this size are sent in parts. 64 MiB.
  public static let multipartThreshold: Int64 = 64 << 20
  /// Parts that are sent at the same time.
  static let concurrentParts = 4

  struct LocalFile: Sendable {
    var path: String
    var size: Int64
  }

  /// CreateMultipartUpload, UploadPart four at a time, CompleteMultipartUpload; AbortMultipartUpload on any failure,
  /// so that no parts are left to be paid for.
  func putMultipart(
    bucket: String, key: String, file: LocalFile, options: PutOptions, partSize minimum: Int64 = 16 << 20
  ) async throws -> PutResult {
    var create = request("CreateMultipartUpload", "POST", bucket: bucket, key: key)
    create.query = [("uploads", "")]
    options.apply(to: &create.headers)
    if !options.usesUnsignedPayload { create.headers["x-amz-checksum-algorithm"] = "SHA256" }
    let created = try await client.send(create)
    guard let upload = (try? XMLElement(parsing: created.body))?.text("UploadId"), !upload.isEmpty else {
      throw client.failure(create, AWSError.Code.invalidResponse, "the response has no UploadId")
    }
    do {
      // S3 allows 10,000 parts.
      let partSize = max(minimum, (file.size + 9999) / 10_000)
      let parts = try await uploadParts(bucket, key, upload, file, partSize, options)
      return try await complete(bucket, key, upload, parts, options)
    } catch {
      // Also after a cancellation, hence a task of its own.
      await Task { try? await abort(bucket, key, upload) }.value
      throw error
    }
  }

  private struct Part: Sendable {
    var number: Int
    var eTag: String
    var checksum: String?
  }

  private func uploadParts(
    _ bucket: String, _ key: String, _ upload: String, _ file: LocalFile, _ partSize: Int64, _ options: PutOptions
  ) async throws -> [Part] {
    let offsets = Array(stride(from: Int64(0), to: file.size, by: Int64.Stride(partSize)))
    return try await withThrowingTaskGroup(of: Part.self) { group in
      var parts: [Part] = []
      for (index, offset) in offsets.enumerated() {
        if index >= Self.concurrentParts, let part = try await group.next() { parts.append(part) }
        group.addTask {
          let count = min(partSize, file.size - offset)
          var request = request("UploadPart", "PUT", bucket: bucket, key: key)
          request.query = [("partNumber", String(index + 1)), ("uploadId", upload)]
          request.body = .file(path: file.path, offset: offset, count: count)
          let digest = options.usesUnsignedPayload ? nil : try await digest(of: file, offset, count)
          request.setDigest(digest)
          let response = try await client.send(request)
          guard let eTag = response.headers["ETag"] else {
            throw client.failure(request, AWSError.Code.invalidResponse, "the response has no ETag")
          }
          return Part(number: index + 1, eTag: eTag, checksum: digest.map(Base64.string))
        }
      }
      for try await part in group { parts.append(part) }
      return parts.sorted { $0.number < $1.number }
    }
  }

  private func complete(
    _ bucket: String, _ key: String, _ upload: String, _ parts: [Part], _ options: PutOptions
  ) async throws -> PutResult {
    var request = request("CompleteMultipartUpload", "POST", bucket: bucket, key: key)
    request.query = [("uploadId", upload)]
    options.applyConditions(to: &request.headers)
    if options.isConditional { request.repeatability = .once }
    let items = parts.map { part in
      let checksum = part.checksum.map { "<ChecksumSHA256>\($0)</ChecksumSHA256>" } ?? ""
      return "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(XMLText.escape(part.eTag))</ETag>\(checksum)</Part>"
    }
    let xml = "<CompleteMultipartUpload xmlns=\"\(Self.namespace)\">\(items.joined())</CompleteMultipartUpload>"
    request.body = .bytes(Array(xml.utf8))
    let response = try await client.send(request)
    let result = try? XMLElement(parsing: response.body)
    return PutResult(eTag: result?.text("ETag"), versionID: response.headers["x-amz-version-id"])
  }

  private func abort(_ bucket: String, _ key: String, _ upload: String) async throws {
    var request = request("AbortMultipartUpload", "DELETE", bucket: bucket, key: key)
    request.query = [("uploadId", upload)]
    _ = try await client.send(request)
  }

  /// A file's size.
  func readable(_ path: String) throws -> LocalFile {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw AWSError(
        service: client.service.id, operation: "PutObject", code: AWSError.Code.localFile,
        message: "\(path): \(String(cString: strerror(errno)))")
    }
    return LocalFile(path: path, size: Int64(status.st_size))
  }

  /// SHA-256 of a part of a file, read in pieces of 1 MiB on a thread of its own.
  func digest(of file: LocalFile, _ offset: Int64, _ count: Int64) async throws -> [UInt8] {
    try await BlockingThread.run {
      let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw AWSError(
          service: "S3", operation: "PutObject", code: AWSError.Code.localFile,
          message: "\(file.path): \(String(cString: strerror(errno)))")
      }
      defer { close(descriptor) }
      var hash = SHA256()
      var position: Int64 = 0
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
      defer { buffer.deallocate() }
      while position < count {
        let wanted = Int(min(Int64(buffer.count), count - position))
        let got = pread(descriptor, buffer.baseAddress, wanted, off_t(offset + position))
        guard got > 0 else {
          let reason = got == 0 ? "became shorter while it was read" : String(cString: strerror(errno))
          throw AWSError(
            service: "S3", operation: "PutObject", code: AWSError.Code.localFile, message: "\(file.path): \(reason)")
        }
        hash.update(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<got]))
        position += Int64(got)
      }
      return hash.finalize()
    }
  }
}
