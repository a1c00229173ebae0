/// SHA-256 (FIPS 180-4), fed piece by piece, so that a file of any size is hashed in constant memory.
///
/// Pure Swift: signing, fingerprints and the lock file need one hash, and a crypto library would be the heaviest
/// thing a module links.
public struct SHA256: Sendable {
  /// Length of a digest in bytes.
  public static let digestCount = 32
  /// Length of a block in bytes; HMAC needs it.
  static let blockCount = 64

  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// Bytes that do not fill a block yet; always fewer than `blockCount` between calls.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  public init() {
    pending.reserveCapacity(Self.blockCount)
  }

  /// Adds bytes; the buffer is only read during the call.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    byteCount += UInt64(bytes.count)
    var offset = 0
    if !pending.isEmpty {
      offset = min(Self.blockCount - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<offset])
      guard pending.count == Self.blockCount else { return }
      let full = pending
      full.withUnsafeBytes { compress($0.baseAddress!, blocks: 1) }
      pending.removeAll(keepingCapacity: true)
    }
    let blocks = (bytes.count - offset) / Self.blockCount
    if blocks > 0 {
      compress(base + offset, blocks: blocks)
      offset += blocks * Self.blockCount
    }
    pending.append(contentsOf: bytes[offset...])
  }

  /// Adds bytes of any sequence; contiguous ones (arrays, `Data`, slices) without a copy.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    if bytes.withContiguousStorageIfAvailable({ update(UnsafeRawBufferPointer($0)) }) == nil {
      update(Array(bytes))
    }
  }

  /// Adds the UTF-8 of a string.
  public mutating func update(_ string: String) {
    update(string.utf8)
  }

  /// The digest of everything added so far, 32 bytes. The value itself can go on being fed.
  public func finalize() -> [UInt8] {
    var last = self
    let bitCount = byteCount &* 8
    var padding: [UInt8] = [0x80]
    let used = (pending.count + 1) % Self.blockCount
    padding.append(contentsOf: repeatElement(0, count: (Self.blockCount + 56 - used) % Self.blockCount))
    for shift in stride(from: 56, through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
    }
    last.update(padding)
    return last.state.flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  /// The digest of everything added so far as 64 lower-case hexadecimal digits.
  public func finalizeHex() -> String {
    Hex.string(finalize())
  }

  /// The digest of bytes, 32 bytes.
  public static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// The digest of bytes as 64 lower-case hexadecimal digits.
  public static func hex(of bytes: some Sequence<UInt8>) -> String {
    Hex.string(hash(bytes))
  }

  /// The digest of a string's UTF-8 as 64 lower-case hexadecimal digits.
  public static func hex(of string: String) -> String {
    hex(of: string.utf8)
  }

  private mutating func compress(_ input: UnsafeRawPointer, blocks: Int) {
    state.withUnsafeMutableBufferPointer { state in
      Self.roundConstants.withUnsafeBufferPointer { constants in
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
          for block in 0..<blocks {
            Self.compressBlock(
              input + block * Self.blockCount, state: state.baseAddress!, constants: constants.baseAddress!,
              schedule: schedule.baseAddress!)
          }
        }
      }
    }
  }

  /// One block. Raw pointers, because bounds checks here cost half of the throughput.
  @inline(__always)
  private static func compressBlock(
    _ input: UnsafeRawPointer, state: UnsafeMutablePointer<UInt32>, constants: UnsafePointer<UInt32>,
    schedule w: UnsafeMutablePointer<UInt32>
  ) {
    for i in 0..<16 {
      w[i] = UInt32(bigEndian: input.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self))
    }
    for i in 16..<64 {
      let x = w[i &- 15]
      let y = w[i &- 2]
      let s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x &>> 3)
      let s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y &>> 10)
      w[i] = w[i &- 16] &+ s0 &+ w[i &- 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for i in 0..<64 {
      let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choose = g ^ (e & (f ^ g))
      let t1 = h &+ s1 &+ choose &+ constants[i] &+ w[i]
      let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let majority = (a & b) | (c & (a | b))
      (h, g, f, e) = (g, f, e, d &+ t1)
      (d, c, b, a) = (c, b, a, t1 &+ s0 &+ majority)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  @inline(__always)
  private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
    (value &>> count) | (value &<< (32 &- count))
  }

  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
