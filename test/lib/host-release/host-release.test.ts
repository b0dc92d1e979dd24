import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { HostRelease } from '../../../lib/host-release/host-release.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';
import { standInBundles } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function released(bundles: string, props = {}) {
  const stack = oneStack(PLACE);
  return {
    stack,
    release: new HostRelease(stack, 'Release', { deployment: 'jada', code: bundles, ...props }),
  };
}

describe('the release of the host daemon', () => {
  it('is known by the SHA-256 of its bytes', () => {
    const bundles = standInBundles(folder());
    const bytes = readFileSync(join(bundles, 'host', 'evergrant-host.mjs'));
    const { release } = released(bundles);
    expect(release.source.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    writeFileSync(join(bundles, 'host', 'evergrant-host.mjs'), 'export const other = 1;\n');
    expect(released(bundles).release.source.sha256).not.toBe(release.source.sha256);
  });

  it('stands in a parameter for boxes that join by hand', () => {
    const { stack, release } = released(standInBundles(folder()));
    const value = expect.stringMatching(
      `^\\{"schema":1,"sha256":"${release.source.sha256}","source":"s3://cdk-[^"]*-123456789012-us-east-1/[0-9a-f]{64}\\.mjs"\\}$`,
    );
    const [parameter] = Object.values(templateOf(stack).findResources('AWS::SSM::Parameter'));
    expect(parameter?.Properties).toMatchObject({ Name: '/evergrant/jada/release', Value: value });
  });

  it('may be fetched as this very file', () => {
    const { stack, release } = released(standInBundles(folder()));
    release.grantFetch(new Role(stack, 'Host', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 's3:GetObject',
            Effect: 'Allow',
            Resource: {
              'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`/${release.source.key}$`)])],
            },
          },
        ],
      },
    });
  });

  it('is found beside the folder of the functions, as the build has it', () => {
    const bundles = join(standInBundles(folder()), 'refresh');
    expect(released(bundles).release.source.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is refused where it was not built', () => {
    expect(() => released(folder())).toThrow('code: there is no bundle of the host daemon');
  });
});
