// A module's author writes `import DaiviModule` and has the vocabulary of steps: AWS's services and the protocol's types.
@_exported import DaiviAWS
@_exported import DaiviProtocol
@_exported import DaiviStacks
