import type { ConfigProblem, Path } from '../problem.ts';
import { declared, isMapping, type RawMapping, valueAt } from '../raw-tree.ts';
import { exactlyOne, noneOf } from './choice.ts';

/** A sink is a file of its own or a part of somebody else's; each shape and each follow-up has its own keys. */
export function sinkKeys(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'sinks').flatMap(([name, sink]) => {
    const path = ['sinks', name];
    return [
      ...target(path, sink),
      ...(isMapping(sink.afterDelivery) ? followUp([...path, 'afterDelivery'], sink.afterDelivery) : []),
    ];
  });
}

function target(path: Path, sink: RawMapping): readonly ConfigProblem[] {
  if (sink.patch === undefined) {
    if (sink.file === undefined) return [{ path: [...path, 'file'], kind: 'missing', expected: 'a path' }];
    return fieldsOfShape(path, sink);
  }
  const because = 'has no meaning beside "patch", which says what is written where';
  return [
    ...noneOf(path, { mapping: sink, keys: ['file', 'shape', 'fields'], because }),
    ...eachField([...path, 'patch', 'also'], valueAt(sink, ['patch', 'also'])),
  ];
}

function fieldsOfShape(path: Path, sink: RawMapping): readonly ConfigProblem[] {
  if (sink.shape !== 'json' && sink.shape !== 'dotenv') {
    const because = 'stands only beside "shape: json" and "shape: dotenv"';
    return noneOf(path, { mapping: sink, keys: ['fields'], because });
  }
  const at = [...path, 'fields'];
  if (sink.fields === undefined) return [{ path: at, kind: 'missing', expected: SOME_FIELDS }];
  if (!isMapping(sink.fields)) return [];
  return [
    ...(Object.values(sink.fields).some(isToken)
      ? []
      : [{ path: at, kind: 'choice', expected: SOME_FIELDS } as const]),
    ...(sink.shape === 'dotenv' ? variables(at, sink.fields) : []),
    ...eachField(at, sink.fields),
  ];
}

const SOME_FIELDS = 'names with what stands there, one of them token.value';

function isToken(field: unknown): boolean {
  return field === 'token.value' || (isMapping(field) && field.from === 'token.value');
}

function variables(path: Path, fields: RawMapping): readonly ConfigProblem[] {
  return Object.keys(fields)
    .filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    .map((name) => ({ path: [...path, name], kind: 'malformed', expected: 'the name of a variable' }));
}

function eachField(path: Path, fields: unknown): readonly ConfigProblem[] {
  if (!isMapping(fields)) return [];
  return Object.entries(fields).flatMap(([name, field]) => {
    if (!isMapping(field)) return [];
    const at = [...path, name];
    const isInstant = field.from === 'token.expiresAt' || field.from === 'token.issuedAt';
    const because = 'stands only beside token.expiresAt and token.issuedAt';
    return [
      ...choice(at, field),
      ...(isInstant ? [] : noneOf(at, { mapping: field, keys: ['format'], because })),
    ];
  });
}

/** `constant: null` is a constant, so presence counts and not value. */
function choice(path: Path, field: RawMapping): readonly ConfigProblem[] {
  const found = ['from', 'constant'].filter((key) => Object.hasOwn(field, key));
  if (found.length === 1) return [];
  const received = found.length === 0 ? 'none of them' : 'both';
  return [{ path, kind: 'choice', expected: 'one of "from", "constant"', received }];
}

function followUp(path: Path, after: RawMapping): readonly ConfigProblem[] {
  const kind = exactlyOne(path, { mapping: after, keys: ['command', 'signal'] });
  if (kind.length > 0) return kind;
  if (after.command !== undefined) {
    return noneOf(path, { mapping: after, keys: ['pidFile'], because: 'stands only beside "signal"' });
  }
  const timeout = noneOf(path, {
    mapping: after,
    keys: ['timeout'],
    because: 'stands only beside "command"',
  });
  if (after.pidFile !== undefined) return timeout;
  const expected = 'the file that holds the number of the process';
  return [...timeout, { path: [...path, 'pidFile'], kind: 'missing', expected }];
}
