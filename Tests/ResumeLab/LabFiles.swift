/// What other modules keep below iac/.
enum LabFiles {
  static let all = [
    "lab/store.yaml": store,
    "lab/load.py": load,
    "lab/data.csv": "a,1\nb,2\n",
  ]

  private static let store = """
    AWSTemplateFormatVersion: "2010-09-09"
    Parameters:
      App:
        Type: String
      Env:
        Type: String
    Resources:
      Bucket:
        Type: AWS::S3::Bucket
        Properties:
          BucketName: !Sub ${App}-${Env}-lab
          VersioningConfiguration:
            Status: Enabled
      Role:
        Type: AWS::IAM::Role
        Properties:
          RoleName: !Sub ${App}-${Env}-lab
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - { Effect: Allow, Principal: { Service: glue.amazonaws.com }, Action: sts:AssumeRole }
      Job:
        Type: AWS::Glue::Job
        Properties:
          Name: !Sub ${App}-${Env}-lab-load
          Role: !GetAtt Role.Arn
          ExecutionProperty:
            MaxConcurrentRuns: 9
          Command:
            Name: pythonshell
            PythonVersion: "3.9"
            ScriptLocation: !Sub s3://${Bucket}/load.py
    Outputs:
      LabBucket:
        Value: !Ref Bucket
      LabJob:
        Value: !Ref Job

    """

  /// Replaces the rows, as the platform's jobs do; the bucket remembers how often. Without an SDK, which would take
  /// longer to import than the job to run.
  private static let load = """
    import os, sys, urllib.request

    arguments = dict(zip(sys.argv[1::2], sys.argv[2::2]))
    place = f"{os.environ['AWS_ENDPOINT_URL']}/{arguments['--bucket']}"
    credential = f"{os.environ['AWS_ACCESS_KEY_ID']}/20250101/us-east-1/s3/aws4_request"
    headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"}

    def call(method, key, body=None):
        request = urllib.request.Request(f"{place}/{key}", data=body, method=method, headers=headers)
        return urllib.request.urlopen(request).read()

    call("PUT", "rows.csv", call("GET", "data.csv").upper())

    """
}
