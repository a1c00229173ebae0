"""What is really there: the live state of each supported type in the shape of its template properties.

A reader gets the physical id and the template's properties and answers the properties it can see, or None when the
resource is gone. What a reader answers right after CloudFormation made or changed a resource is kept; drift is the
difference from that, so a service's defaults and spellings never look like drift.
"""

from . import (
    datazone_project_types,
    emr_types,
    identity_types,
    live_data,
    live_datazone,
    live_identity,
    live_network,
)

READERS = {
    "AWS::KMS::Key": live_identity.key,
    "AWS::KMS::Alias": live_identity.alias,
    "AWS::IAM::Role": live_identity.role,
    "AWS::IAM::ManagedPolicy": live_identity.managed_policy,
    "AWS::IAM::Policy": live_identity.inline_policy,
    "AWS::IAM::RolePolicy": live_identity.role_policy,
    "AWS::IAM::InstanceProfile": live_identity.instance_profile,
    "AWS::S3::Bucket": live_data.bucket,
    "AWS::S3::BucketPolicy": live_data.bucket_policy,
    "AWS::EC2::VPC": live_network.ec2("_vpcs", "CidrBlock"),
    "AWS::EC2::Subnet": live_network.ec2("_subnets", "CidrBlock", "VpcId", "AvailabilityZone", "MapPublicIpOnLaunch"),
    "AWS::EC2::RouteTable": live_network.ec2("_route_tables", "VpcId"),
    "AWS::EC2::InternetGateway": live_network.ec2("_internet_gateways"),
    "AWS::EC2::NatGateway": live_network.ec2("_nat_gateways", "SubnetId", tagged=False),
    "AWS::EC2::FlowLog": live_network.ec2("_flow_logs", tagged=False),
    "AWS::EC2::VPCEndpoint": live_network.endpoint,
    "AWS::EC2::SecurityGroup": live_network.security_group,
    "AWS::EC2::SecurityGroupIngress": live_network.group_rule("Ingress", "Source"),
    "AWS::EC2::SecurityGroupEgress": live_network.group_rule("Egress", "Destination"),
    "AWS::EC2::Route": live_network.route,
    "AWS::EC2::SubnetRouteTableAssociation": live_network.association,
    "AWS::EC2::VPCGatewayAttachment": live_network.attachment,
    "AWS::EC2::EIP": live_network.address,
    "AWS::Logs::LogGroup": live_data.log_group,
    "AWS::Glue::Database": live_data.database,
    "AWS::Glue::Table": live_data.table,
    "AWS::Glue::Job": live_data.glue("_jobs"),
    "AWS::Glue::SecurityConfiguration": live_data.glue("_security_configs"),
    "AWS::Glue::Trigger": live_data.glue("_triggers"),
    "AWS::Glue::Workflow": live_data.glue("_workflows"),
    "AWS::Glue::Crawler": live_data.glue("_crawlers"),
    "AWS::Glue::DataQualityRuleset": live_data.ruleset,
    "AWS::Glue::DataCatalogEncryptionSettings": live_data.encryption_settings,
    "AWS::Athena::WorkGroup": live_data.workgroup,
    "AWS::S3Tables::TableBucket": live_data.table_bucket,
    "AWS::S3Tables::TableBucketPolicy": live_data.table_bucket_policy,
    "AWS::S3Tables::Namespace": live_data.namespace,
    "AWS::S3Tables::Table": live_data.s3_table,
    "AWS::EMRServerless::Application": emr_types.application_read,
    "AWS::LakeFormation::Resource": live_data.registered_location,
    "AWS::LakeFormation::PrincipalPermissions": live_data.permissions,
    **live_datazone.READERS,
    **datazone_project_types.READERS,
    **identity_types.READERS,
}
