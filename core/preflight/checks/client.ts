import { type Check, finding } from '../finding.ts';
import type { GrantSituation } from '../situation.ts';

/**
 * Can the client prove itself at the token endpoint, or what stands by policy be proven: is its secret or key there,
 * readable and closed to others?
 */
export const client: Check<GrantSituation> = ({ grant, ledger, client: trouble }) => [
  trouble
    ? finding({ name: 'client', grant, outcome: 'failed', ...trouble })
    : finding({
        name: 'client',
        grant,
        outcome: 'good',
        reason: 'ClientReady',
        message:
          ledger.kind === 'read' && ledger.state.standing
            ? 'what proves this grant is readable'
            : 'the client can prove itself',
      }),
];
