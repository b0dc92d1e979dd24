import { describe, expect, it } from '@jest/globals';
import { readHostDocument } from '../../../core/host/host-document.ts';
import { ExternalHost } from '../../../lib/external-host/external-host.ts';
import { hostProps, withHosts } from '../../support/declared-host.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';
import { standInBundles } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

/** A host with as many daemons, each with an environment of so many bytes. */
function crowded(daemons: number, bytes: number): string {
  const names = Array.from({ length: daemons }, (_, index) => `daemon-${index}`);
  const sections = names.map(
    (name) =>
      `  ${name}: { command: [run], keepRunning: true, environment: { TEXT: ${'x'.repeat(bytes)} }, uses: [{ token: sheets, via: socket }] }`,
  );
  return withHosts(
    `  ops: { kind: external, daemons: [${names.join(', ')}] }`,
    `daemons:\n${sections.join('\n')}`,
  );
}

function parameterOf(yaml: string) {
  const stack = oneStack(PLACE);
  new ExternalHost(
    stack,
    'Host',
    hostProps(stack, { yaml, hostName: 'ops', bundles: standInBundles(folder()) }),
  );
  const parameters = Object.values(templateOf(stack).findResources('AWS::SSM::Parameter'));
  return parameters.find(({ Properties }) => Properties.Name === '/evergrant/jada/host/ops')?.Properties;
}

describe('the parameter of a host', () => {
  it('is what the host daemon reads', () => {
    const { Value } = parameterOf(crowded(1, 1)) ?? {};
    const read = readHostDocument(Value, { name: '/evergrant/jada/host/ops', host: 'ops' });
    expect(read.host.daemons.map(({ name }) => name)).toEqual(['daemon-0']);
  });

  it('moves to the advanced tier by itself', () => {
    const { Tier, Value } = parameterOf(crowded(5, 1_000)) ?? {};
    expect(Tier).toBe('Intelligent-Tiering');
    expect(Value.length).toBeGreaterThan(4_096);
  });

  it('is refused before it is deployed where it is too large', () => {
    expect(() => parameterOf(crowded(9, 1_000))).toThrow(
      /hosts\.ops: what is declared of it takes \d{4,5} bytes of JSON, and a parameter of Systems Manager holds 8192/,
    );
  });
});
