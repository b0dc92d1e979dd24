import { notSimulated } from '../aws-error.ts';
import type { WireAnswer, WireProtocol } from './wire.ts';

/** AWS Query (SNS, STS, IAM): a form with `Action`, `Version` and flattened members; answers in XML. */
export function queryProtocol(namespace: string): WireProtocol {
  return {
    read(request, service) {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const action = form.get('Action') ?? '';
      if (!service.actions[action]) throw notSimulated(`the action ${action} of ${service.name}`);
      form.delete('Action');
      form.delete('Version');
      return { action, input: nested(form) };
    },
    write: (output, { action }) =>
      xmlAnswer(
        200,
        `<${action}Response xmlns="${namespace}"><${action}Result>${xml(output ?? {})}</${action}Result>` +
          `<ResponseMetadata><RequestId>simulated</RequestId></ResponseMetadata></${action}Response>`,
      ),
    refuse: (error) =>
      xmlAnswer(
        error.status,
        `<ErrorResponse xmlns="${namespace}"><Error><Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>` +
          `${xml({ Code: error.queryCode ?? error.code, Message: error.message, ...error.members })}</Error>` +
          '<RequestId>simulated</RequestId></ErrorResponse>',
      ),
  };
}

type Nested = { [name: string]: string | Nested };

/**
 * `A.member.1.B=x` becomes `{ A: [{ B: 'x' }] }`, and `M.entry.1.key=k&M.entry.1.value=v` becomes `{ M: { k: 'v' } }`.
 * Numbers and booleans stay text, for the form does not tell them apart.
 */
function nested(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const root: Nested = {};
  for (const [path, value] of form) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let place = root;
    for (const name of names) {
      const found = place[name];
      const next: Nested = typeof found === 'object' ? found : {};
      place[name] = next;
      place = next;
    }
    place[last] = value;
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, gathered(value)]));
}

function gathered(value: string | Nested): unknown {
  if (typeof value === 'string') return value;
  const { member, entry, ...others } = value;
  if (typeof member === 'object') return inOrder(member).map(gathered);
  if (typeof entry === 'object') return Object.fromEntries(inOrder(entry).map(pair));
  return Object.fromEntries(Object.entries(others).map(([name, inner]) => [name, gathered(inner)]));
}

function inOrder(numbered: Nested): readonly (string | Nested)[] {
  return Object.entries(numbered)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => value);
}

function pair(entry: string | Nested): [string, unknown] {
  if (typeof entry === 'string') return [entry, undefined];
  const { key, Name, value, Value } = entry;
  return [String(key ?? Name), gathered(value ?? Value ?? '')];
}

function xmlAnswer(status: number, body: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

/** Lists as `<member>`; maps that a client reads as maps have to be given as `{ entry: [{ key, value }] }`. */
function xml(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((member) => `<member>${xml(member)}</member>`).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, member]) =>
        name === 'entry' && Array.isArray(member)
          ? member.map((each) => `<entry>${xml(each)}</entry>`).join('')
          : member === undefined
            ? ''
            : `<${name}>${xml(member)}</${name}>`,
      )
      .join('');
  }
  return String(value).replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
