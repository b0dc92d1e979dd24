import { expect, it } from '@jest/globals';
import { affectedBy } from '../../../core/config/affected.ts';
import { declare } from '../../support/declare.ts';

it('names the sinks and daemons of one grant and leaves those of another out', () => {
  const declaration = declare(`
version: 1
clients: { c: { issuer: xero, clientId: id } }
grants: { a: { client: c }, b: { client: c } }
sinks: { one: { token: a, file: /1 }, two: { token: b, file: /2 } }
daemons:
  both: { external: true, uses: [one, two] }
  second: { external: true, uses: [two] }
`);
  const { sinks, daemons } = affectedBy(declaration, 'a');
  expect(sinks.map(({ name }) => name)).toEqual(['one']);
  expect(daemons.map(({ name }) => name)).toEqual(['both']);
});
