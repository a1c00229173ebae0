"""What the projects' people may do with the lakes: Lake Formation decides, and no right of IAM goes around it."""

import unittest

from templates import IAC, load, parameter_sets, resources

PATH = IAC / "project-config" / "policies.yaml"
PRODUCER = {"ArnEquals": {"aws:PrincipalArn": {
    "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${ProducerRoleName}"}}}


def listed(value) -> list:
    return value if isinstance(value, list) else [value]


class ProjectRightsTests(unittest.TestCase):
    statements = [one for policy in resources(PATH, parameter_sets(PATH)[0]).values()
                  for one in policy["Properties"]["PolicyDocument"]["Statement"]]

    def allowing(self, *actions: str) -> list:
        return [one for one in self.statements if set(actions) & set(listed(one["Action"]))]

    def test_only_the_producer_reaches_objects_of_the_lakes_by_itself(self):
        data = self.allowing("s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3tables:GetTableData")
        self.assertEqual([PRODUCER] * 3, [one.get("Condition") for one in data])

    def test_what_the_producer_may_read_it_may_write(self):
        (objects,) = self.allowing("s3:GetObject")
        self.assertLessEqual({"s3:PutObject", "s3:DeleteObject"}, set(objects["Action"]))
        self.assertEqual(3, len(objects["Resource"]))

    def test_lake_formation_lets_the_producer_work_and_the_consumer_read(self):
        grants = load(IAC / "project-config" / "lake-grants.yaml")["Resources"]
        asked = {name: set(grant["Properties"]["Permissions"]) for name, grant in grants.items()}
        self.assertLessEqual({"SELECT", "INSERT", "DELETE"}, asked["ProducerTables"])
        self.assertEqual({"SELECT", "DESCRIBE"}, asked["ConsumerTables"])


class ProjectsBucketTests(unittest.TestCase):
    def test_the_portal_alone_may_call_the_bucket_from_a_browser(self):
        path = IAC / "sagemaker-domain" / "projects-bucket.yaml"
        bucket = resources(path, parameter_sets(path)[0])["ProjectsBucket"]["Properties"]
        (rule,) = bucket["CorsConfiguration"]["CorsRules"]
        self.assertEqual([{"Fn::Sub": "https://*.sagemaker.${AWS::Region}.on.aws"}], rule["AllowedOrigins"])
        self.assertEqual({"GET", "PUT", "POST", "DELETE"}, set(rule["AllowedMethods"]))


if __name__ == "__main__":
    unittest.main()
