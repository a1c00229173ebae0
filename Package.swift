// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Warnings are errors in our own targets; dependencies keep their own policy.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// Every directory of modules/ with Sources is one executable, `daivi-<name>`: adding a module never touches this file.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
let moduleNames =
  ((try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("modules").path)) ?? [])
  .filter { FileManager.default.fileExists(atPath: root.appendingPathComponent("modules/\($0)/Sources").path) }
  .sorted()

let moduleTargets: [Target] = moduleNames.map { name in
  .executableTarget(
    name: "daivi-\(name)",
    dependencies: [
      "DaiviModule", "DaiviAWS", "DaiviConsole", "DaiviEngine", "DaiviProtocol", "DaiviSystem", argumentParser,
    ],
    path: "modules/\(name)/Sources",
    swiftSettings: strict,
    plugins: ["EmbedFiles"]
  )
}

func testTarget(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "daivi",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "DaiviModule", targets: ["DaiviModule"]),
    .library(name: "DaiviModuleTesting", targets: ["DaiviModuleTesting"]),
    .executable(name: "daivi-host", targets: ["daivi-host"]),
    .plugin(name: "EmbedFiles", targets: ["EmbedFiles"]),
    .plugin(name: "PackModule", targets: ["PackModule"]),
    .plugin(name: "NewModule", targets: ["NewModule"]),
  ] + moduleNames.map { .executable(name: "daivi-\($0)", targets: ["daivi-\($0)"]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // System libraries and the C that Swift cannot say.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CCurl"),
    .target(name: "CDaiviSystem"),

    // Libraries, each depending only on what stands above it.
    .target(name: "DaiviSystem", dependencies: ["CDaiviSystem", "COpenSSL", "CZlib"], swiftSettings: strict),
    .target(name: "DaiviProtocol", swiftSettings: strict),
    .target(name: "DaiviLedger", dependencies: ["CSQLite", "DaiviSystem"], swiftSettings: strict),
    .target(
      name: "DaiviAWS", dependencies: ["CCurl", "CExpat", "DaiviSystem"], exclude: ["README.md"], swiftSettings: strict),
    .target(name: "DaiviEngine", dependencies: ["DaiviProtocol", "DaiviLedger", "DaiviSystem"], swiftSettings: strict),
    .target(
      name: "DaiviAccess", dependencies: ["DaiviAWS", "DaiviEngine", "DaiviProtocol", "DaiviSystem"],
      swiftSettings: strict),
    .target(
      name: "DaiviRelease", dependencies: ["DaiviProtocol", "DaiviSystem"], exclude: ["Templates"],
      swiftSettings: strict, plugins: ["EmbedFiles"]),
    .target(name: "DaiviStacks", dependencies: ["DaiviAWS", "DaiviProtocol", "DaiviSystem"], swiftSettings: strict),
    .target(
      name: "DaiviSharedLedger",
      dependencies: ["DaiviAccess", "DaiviAWS", "DaiviEngine", "DaiviLedger", "DaiviSystem"],
      swiftSettings: strict),
    .target(
      name: "DaiviConformance", dependencies: ["DaiviEngine", "DaiviProtocol", "DaiviSystem"], swiftSettings: strict,
      plugins: ["EmbedFiles"]),
    .target(
      name: "DaiviConsole", dependencies: ["DaiviEngine", "DaiviProtocol", "DaiviSystem"], swiftSettings: strict),
    .target(
      name: "DaiviModule",
      dependencies: [
        "CDaiviSystem", "DaiviAccess", "DaiviAWS", "DaiviConsole", "DaiviEngine", "DaiviLedger", "DaiviProtocol",
        "DaiviSharedLedger", "DaiviStacks", "DaiviSystem", argumentParser,
      ],
      swiftSettings: strict),
    .target(
      name: "DaiviModuleTesting",
      dependencies: ["DaiviModule", "DaiviAWS", "DaiviEngine", "DaiviProtocol", "DaiviSystem"], swiftSettings: strict),
    .target(
      name: "DaiviHost",
      dependencies: [
        "CDaiviSystem", "CYAML", "DaiviAccess", "DaiviAWS", "DaiviEngine", "DaiviLedger", "DaiviProtocol",
        "DaiviRelease", "DaiviStacks", "DaiviSystem",
      ],
      swiftSettings: strict, plugins: ["EmbedFiles"]),
    .executableTarget(
      name: "daivi-host",
      dependencies: [
        "DaiviHost", "DaiviAccess", "DaiviAWS", "DaiviConformance", "DaiviConsole", "DaiviEngine", "DaiviLedger",
        "DaiviProtocol", "DaiviRelease", "DaiviSystem", "DaiviSharedLedger", argumentParser,
      ],
      swiftSettings: strict),

    // What `make bench` measures in Swift; not shipped.
    .executableTarget(
      name: "DaiviBench",
      dependencies: ["CSQLite", "DaiviEngine", "DaiviLedger", "DaiviModule", "DaiviProtocol", "DaiviSystem"],
      path: "Benchmarks/DaiviBench", swiftSettings: strict),

    // Files of iac/ become string literals of the module that owns them.
    .executableTarget(name: "daivi-embed", swiftSettings: strict),
    .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["daivi-embed"]),

    // `swift package pack-module NAME` and `swift package new-module NAME`, here and in packages of others.
    .executableTarget(name: "daivi-pack", dependencies: ["DaiviRelease", "DaiviSystem"], swiftSettings: strict),
    .plugin(
      name: "PackModule",
      capability: .command(
        intent: .custom(verb: "pack-module", description: "Builds a module and packs its release archive"),
        permissions: [.writeToPackageDirectory(reason: "the archive is written to releases/")]),
      dependencies: ["daivi-pack"]),
    .plugin(
      name: "NewModule",
      capability: .command(
        intent: .custom(verb: "new-module", description: "Writes a new module, in a directory of its own"),
        permissions: [.writeToPackageDirectory(reason: "the module is written there")]),
      dependencies: ["daivi-pack"]),

    testTarget("DaiviSystemTests", ["DaiviSystem"]),
    testTarget("DaiviProtocolTests", ["DaiviProtocol"]),
    testTarget("DaiviLedgerTests", ["DaiviLedger", "DaiviSystem"]),
    testTarget("DaiviAWSTests", ["DaiviAWS", "DaiviSystem"], resources: [.copy("Vectors")]),
    testTarget("DaiviEngineTests", ["DaiviEngine", "DaiviProtocol", "DaiviLedger"]),
    testTarget(
      "DaiviHostTests",
      [
        "DaiviHost", "DaiviConsole", "DaiviEngine", "DaiviLedger", "DaiviProtocol", "DaiviRelease", "DaiviSystem",
        "daivi-host",
      ], exclude: ["Recorded"]),
    testTarget(
      "DaiviSharedLedgerTests",
      ["DaiviSharedLedger", "DaiviAWS", "DaiviEngine", "DaiviLedger", "DaiviProtocol", "DaiviSystem"]),
    // The executables are dependencies so that every module here is tried as it is built.
    testTarget(
      "ConformanceTests",
      ["DaiviConformance", "DaiviProtocol", "DaiviSystem"]
        + moduleNames.map { .target(name: "daivi-\($0)") }),
    testTarget("DaiviStacksTests", ["DaiviStacks", "DaiviAWS", "DaiviProtocol", "DaiviSystem"]),
    testTarget("DaiviAccessTests", ["DaiviAccess", "DaiviAWS", "DaiviEngine", "DaiviProtocol"]),
    testTarget("DaiviConsoleTests", ["DaiviConsole", "DaiviEngine", "DaiviProtocol", "DaiviSystem"]),
    testTarget(
      "DaiviModuleTests",
      ["DaiviModule", "DaiviAWS", "DaiviConsole", "DaiviEngine", "DaiviProtocol", "DaiviSystem"]),
    testTarget("DaiviModuleTestingTests", ["DaiviModuleTesting", "DaiviModule", "DaiviProtocol"]),
    testTarget("DaiviReleaseTests", ["DaiviRelease", "DaiviSystem"]),
    testTarget(
      "ModulesTests",
      ["DaiviModule", "DaiviConsole", "DaiviEngine", "DaiviProtocol", "DaiviSystem"]
        + moduleNames.map { .target(name: "daivi-\($0)") }),
    // The executables are dependencies so that a test of them never runs yesterday's build.
    testTarget(
      "SandboxTests",
      ["DaiviAccess", "DaiviLedger", "DaiviModule", "DaiviModuleTesting", "DaiviProtocol", "DaiviSystem", "daivi-host"]
        + moduleNames.map { .target(name: "daivi-\($0)") }),

    // A deployment small enough to be killed at each of its writes. No `daivi-` in its name: it is nobody's module.
    .executableTarget(
      name: "resume-lab", dependencies: ["DaiviModule"], path: "Tests/ResumeLab", swiftSettings: strict),
    testTarget("ResumeTests", ["DaiviAWS", "DaiviLedger", "DaiviSystem", "daivi-host", "resume-lab"]),
  ] + moduleTargets,
  swiftLanguageModes: [.v6]
)
