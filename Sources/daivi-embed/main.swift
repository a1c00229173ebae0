import Foundation

// usage: daivi-embed OUTPUT ROOT FILE...
// Writes a Swift file whose `EmbeddedFiles.all` maps each file's path below ROOT to its text.

func literal(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\": out += "\\\\"
    case "\"": out += "\\\""
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    default:
      if scalar.value < 0x20 || scalar.value == 0x7f {
        out += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
  }
  return out + "\""
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  FileHandle.standardError.write(Data("usage: daivi-embed OUTPUT ROOT FILE...\n".utf8))
  exit(2)
}
let root = arguments[2] + "/"
var source = """
  /// Files that this binary carries, by their path in its package.
  enum EmbeddedFiles {
    static let all: [String: String] = [

  """
for path in arguments.dropFirst(3) {
  let text = try String(contentsOfFile: path, encoding: .utf8)
  source += "    \(literal(String(path.dropFirst(root.count)))): \(literal(text)),\n"
}
if arguments.count == 3 { source += "    :\n" }
source += "  ]\n}\n"
try source.write(toFile: arguments[1], atomically: true, encoding: .utf8)
