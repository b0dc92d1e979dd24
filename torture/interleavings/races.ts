import { refresh } from '../../core/refresh/refresh.ts';
import { MINUTE } from '../../core/time.ts';
import { consentAs } from '../explorer/explored-world.ts';
import { dueWorld, MANNERS, type Manners } from '../explorer/flows.ts';
import { ANSWERS, type Answer } from '../explorer/scripted-issuer.ts';
import type { Race } from './race.ts';

/** Every race with every issuer and every answer to its first request. */
export function allRaces(): readonly Race[] {
  const manners = Object.keys(MANNERS).filter((name): name is Manners => name in MANNERS);
  const answers = Object.keys(ANSWERS).filter((name): name is Answer => name in ANSWERS);
  return manners.flatMap((manner) =>
    answers.flatMap((answer) => [twoBrokers(manner, answer), brokerAndConsent(manner, answer)]),
  );
}

/** Two brokers find the same refresh due, one at its tick and one since a consumer asks. */
export function twoBrokers(manners: Manners, answer: Answer): Race {
  return {
    name: 'two brokers',
    manners,
    answers: [answer],
    prepare: () => dueWorld(manners),
    actors: {
      a: (_, context) => refresh(context, { kind: 'tick' }),
      b: (_, context) => refresh(context, { kind: 'token', minValid: 50 * MINUTE }),
    },
  };
}

/** A person consents while a refresh is under way. */
export function brokerAndConsent(manners: Manners, answer: Answer): Race {
  return {
    name: 'a broker and a consent',
    manners,
    answers: [answer],
    prepare: () => dueWorld(manners),
    actors: { a: (_, context) => refresh(context, { kind: 'tick' }), c: consentAs },
  };
}
