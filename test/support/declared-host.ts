import type { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { parse } from 'yaml';
import { isMapping } from '../../core/config/raw-tree.ts';
import type { HostBaseProps } from '../../lib/host/host-base.ts';
import { HostRelease } from '../../lib/host-release/host-release.ts';
import { TokenBroker } from '../../lib/token-broker/token-broker.ts';
import { declare } from './declare.ts';

/** A declaration of deployment `jada` with hosts and whatever else stands below these lines. */
export function withHosts(hosts: string, others = ''): string {
  return `
version: 1
deployment: jada
engine: { kind: aws, region: us-east-1, account: "123456789012" }
clients: { google: { issuer: google, publishingStatus: production, credentialsFile: gmail.json } }
grants: { crew-sheets: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew-sheets } }
hosts:
${hosts}
${others}`;
}

/** What the construct of a host is given in a stack of its own. @param bundles where the bundles lie */
export function hostProps(
  stack: Stack,
  { yaml, hostName, bundles }: { yaml: string; hostName: string; bundles: string },
): HostBaseProps {
  const raw: unknown = parse(yaml);
  const key = new Key(stack, 'Key');
  return {
    broker: TokenBroker.fromTokenBrokerAttributes(stack, 'Broker', { deployment: 'jada', key }),
    raw: isMapping(raw) ? raw : {},
    declaration: declare(yaml),
    release: new HostRelease(stack, 'Release', { deployment: 'jada', code: bundles }),
    hostName,
  };
}
