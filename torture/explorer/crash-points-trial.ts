import type { Trial } from '../trial.ts';
import { crashEverywhere } from './crash-points.ts';
import { allFlows } from './flows.ts';

/** A crash at every port call of every flow, before and after its effect; exhaustive, so neither seed nor rounds matter. */
export const crashPoints: Trial = {
  name: 'crash-points',
  run: async ({ progress }) => {
    const failures: string[] = [];
    const steps = new Map<string, { tried: number; lost: number }>();
    for (const flow of allFlows()) {
      const reports = await crashEverywhere(flow);
      const tally = steps.get(flow.manners) ?? { tried: 0, lost: 0 };
      for (const { index, step, side, violations } of reports) {
        tally.tried += 1;
        if (violations.length === 0) continue;
        tally.lost += 1;
        failures.push(
          `${flow.name}, ${flow.manners}: ${side} step ${index} (${step}): ${violations.join('; ')}`,
        );
      }
      steps.set(flow.manners, tally);
      progress(`${flow.name}, ${flow.manners}: ${reports.length} crashes`);
    }
    const rows = [...steps].map(([manners, tally]) => ({
      what: `crashes, an issuer that ${manners}`,
      ...tally,
    }));
    return { name: 'crash-points', rows, failures };
  },
};
