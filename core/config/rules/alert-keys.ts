import type { ConfigProblem } from '../problem.ts';
import { declared, isMapping } from '../raw-tree.ts';
import { exactlyOne, noneOf } from './choice.ts';

const KINDS = ['file', 'webhook', 'slack', 'email', 'https', 'slackChannel'];

/** A channel is of one kind, a webhook has one address, and only a file counts failures. */
export function alertKeys(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'alerts').flatMap(([name, alert]) => {
    const path = ['alerts', name];
    const targets = ['webhook', 'slack'].flatMap((kind) => {
      const mapping = alert[kind];
      return isMapping(mapping) ? exactlyOne([...path, kind], { mapping, keys: ['url', 'urlFile'] }) : [];
    });
    const because = 'stands only beside "file"';
    return [
      ...exactlyOne(path, { mapping: alert, keys: KINDS }),
      ...targets,
      ...(alert.file === undefined ? noneOf(path, { mapping: alert, keys: ['after'], because }) : []),
    ];
  });
}
