import type { TokenAnswer } from '../issuer/token-answer.ts';
import { SecretText } from '../secret-text.ts';
import type { Instant } from '../time.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { judgeKeyAnswer, type KeyJudgement } from './judge-key-answer.ts';
import type { KeyApi, KeyRequest } from './key-api.ts';
import type { NotDone, Rotator, Tested } from './rotator.ts';

/** What a rotator over HTTP works with. */
export interface HttpRotatorParts {
  readonly api: KeyApi;
  /** Sends once, over a fresh connection, without retry or redirect. */
  readonly send: (request: KeyRequest) => Promise<TokenAnswer>;
  /** The key that may manage keys, and its name in the declaration; undefined: nobody has set it yet. */
  readonly manager: () => Promise<SecretText | undefined>;
  readonly managerName: string;
  readonly now: () => Instant;
}

/** The rotator of an issuer with a management API: what the API's description says, sent and judged. */
export function httpRotator(parts: HttpRotatorParts): Rotator {
  const { api } = parts;
  return {
    createSecret: async (wish) => {
      const judged = await asManager(parts, (manager) => api.create.value({ ...wish, manager }));
      if (judged.kind !== 'answered') return notManaged(parts, judged);
      const made = api.readCreated(judged.body);
      if (!made) return unreadable('made a key and did not show it');
      return { kind: 'made', keyId: made.keyId, key: new SecretText(made.key) };
    },
    // Making a key is enough: it is accepted from then on.
    setSecret: async () => ({ kind: 'done' }),
    testSecret: async (key) => testedBy(parts, await ask(parts, api.test.value(key))),
    finishSecret: async (keyId) => {
      const judged = await asManager(parts, (manager) => api.remove.value({ keyId, manager }));
      if (judged.kind === 'answered' || judged.kind === 'notFound') return { kind: 'done' };
      return notManaged(parts, judged);
    },
    findSecret: async (name) => {
      const judged = await asManager(parts, (manager) => api.list.value(manager));
      if (judged.kind !== 'answered') return notManaged(parts, judged);
      const keys = api.readList(judged.body);
      if (!keys) return unreadable('listed its keys in a form that this version does not know');
      const ours = keys.filter((key) => key.name === name);
      return { kind: 'found', keys: ours.map(({ keyId }) => ({ keyId, key: null })) };
    },
    keyIdOf: api.keyIdOf.value,
  };
}

async function ask({ api, send, now }: HttpRotatorParts, request: KeyRequest): Promise<KeyJudgement> {
  return judgeKeyAnswer(await send(request), { api: api.name, now: now() });
}

async function asManager(
  parts: HttpRotatorParts,
  request: (manager: SecretText) => KeyRequest,
): Promise<KeyJudgement> {
  const manager = await parts.manager();
  return manager ? await ask(parts, request(manager)) : managerMissing(parts);
}

function testedBy({ api }: HttpRotatorParts, judged: KeyJudgement): Tested {
  switch (judged.kind) {
    case 'answered': {
      const scopes = api.readScopes(judged.body);
      return scopes
        ? { kind: 'accepted', scopes }
        : unreadable('answered in a form that this version does not know');
    }
    case 'unauthorized':
      return { kind: 'refused', verdict: { ...judged.verdict, ...REFUSED } };
    case 'failed':
      return judged;
    default:
      return { kind: 'failed', verdict: judged.verdict, retryAfter: null };
  }
}

const REFUSED: Pick<Verdict, 'class' | 'reason' | 'message'> = {
  class: 'permanent_reauth',
  reason: 'ApiKeyRefused',
  message: 'the issuer no longer accepts this key: it was deleted or disabled there',
};

function notManaged(parts: HttpRotatorParts, judged: Exclude<KeyJudgement, { kind: 'answered' }>): NotDone {
  if (judged.kind === 'failed') return judged;
  const { managerName, api } = parts;
  const scopes = api.managingScopes.value.join(', ');
  const about: Pick<Verdict, 'class' | 'reason' | 'message' | 'remedy'> =
    judged.kind === 'unauthorized'
      ? {
          class: 'client_misconfigured',
          reason: 'ManagingKeyRefused',
          message: `${api.title} no longer accepts ${managerName}, the key that manages keys`,
          remedy: `evergrant key set ${managerName}`,
        }
      : {
          class: 'insufficient_scope',
          reason: 'ManagingKeyForbidden',
          message: `${api.title} does not let ${managerName} manage keys: it lacks ${scopes}, or the account has as many keys as it may have`,
          remedy: `give ${managerName} these scopes or delete keys that nobody uses, on the issuer's page`,
        };
  return { kind: 'failed', verdict: { ...about, spent: 'no' }, retryAfter: null };
}

function managerMissing({ managerName }: HttpRotatorParts): NotDone {
  return {
    kind: 'failed',
    verdict: {
      class: 'client_misconfigured',
      reason: 'ManagingKeyMissing',
      message: `nobody has set ${managerName} yet, the key that manages keys`,
      remedy: `evergrant key set ${managerName}`,
      spent: 'no',
    },
    retryAfter: null,
  };
}

function unreadable(what: string): NotDone {
  return {
    kind: 'failed',
    verdict: {
      class: 'ambiguous',
      reason: 'KeyAnswerUnknown',
      message: `the issuer ${what}`,
      remedy: "look at the issuer's page; a newer evergrant may know the form",
      spent: 'maybe',
    },
    retryAfter: null,
  };
}
