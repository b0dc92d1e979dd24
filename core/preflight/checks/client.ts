import { type Check, finding } from '../finding.ts';
import type { GrantSituation } from '../situation.ts';

/** Can the client prove itself at the token endpoint: is its secret there, readable and closed to others? */
export const client: Check<GrantSituation> = ({ grant, client: trouble }) => [
  trouble
    ? finding({ name: 'client', grant, outcome: 'failed', ...trouble })
    : finding({
        name: 'client',
        grant,
        outcome: 'good',
        reason: 'ClientReady',
        message: 'the client can prove itself',
      }),
];
