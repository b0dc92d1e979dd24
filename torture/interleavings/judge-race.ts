import type { Played } from './explore.ts';
import type { Race } from './race.ts';

/**
 * What is wrong with how a race ended. A grant may be lost where the issuer ended it, and where an answer was lost that
 * an issuer without grace gives only once: then the loss was recognised as such.
 */
export function judgeRace(race: Race, { ending, stage, moves }: Played): readonly string[] {
  const violations = [...ending.violations];
  if (ending.fate !== 'lost' || race.answers.includes('invalidGrant')) return violations;
  if (race.manners !== 'rotates without grace') return [...violations, 'the grant was lost'];
  const disturbed = race.answers.includes('lostAfter') || moves.some(({ kind }) => kind !== 'run');
  if (!disturbed) violations.push('the grant was lost, and no answer was');
  const latches = stage.world.events.filter(({ type }) => type === 'consentRequired').length;
  if (latches !== 1) violations.push(`a lost grant was latched ${latches} times`);
  return violations;
}
