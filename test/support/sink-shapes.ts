import type { SinkField, SinkShape } from '../../core/config/sink-declaration.ts';
import { writeShape } from '../../core/delivery/shape.ts';
import type { ShapedToken } from '../../core/delivery/shaped-token.ts';
import { SecretText } from '../../core/secret-text.ts';

export type NamedShape = SinkShape['kind'];

const TOKEN: SinkField = { kind: 'part', of: 'value' };
const GENERATION: SinkField = { kind: 'part', of: 'generation' };

const SHAPES: Readonly<Record<NamedShape, SinkShape>> = {
  raw: { kind: 'raw' },
  'access-token-json': { kind: 'access-token-json' },
  'google-authorized-user': { kind: 'google-authorized-user' },
  json: {
    kind: 'json',
    fields: new Map<string, SinkField>([
      ['accessToken', TOKEN],
      ['expires', { kind: 'instant', of: 'expiresAt', format: 'epochSeconds' }],
      ['issued', { kind: 'instant', of: 'issuedAt', format: 'epochMilliseconds' }],
      ['until', { kind: 'instant', of: 'expiresAt', format: 'iso' }],
      ['region', { kind: 'constant', value: 'us-east-1' }],
      ['generation', GENERATION],
    ]),
  },
  dotenv: {
    kind: 'dotenv',
    fields: new Map([
      ['SHEETS_TOKEN', TOKEN],
      ['SHEETS_GENERATION', GENERATION],
    ]),
  },
  patch: {
    kind: 'patch',
    fields: new Map([
      ['/profiles/openai/access', TOKEN],
      ['/profiles/openai/generation', GENERATION],
    ]),
  },
};

export const NAMED_SHAPES: readonly NamedShape[] = [
  'raw',
  'access-token-json',
  'google-authorized-user',
  'json',
  'dotenv',
  'patch',
];

/** A shape of each kind, with fields where it has some. */
export function shapeNamed(name: NamedShape): SinkShape {
  return SHAPES[name];
}

/** A file of somebody else, as the patch above needs it: its own order, indent, numbers and last line. */
export const PATCHED = `{
\t"version": 1.0,   "limits": { "rate": 1e3, "big": 12345678901234567890 },
\t"profiles": {
\t\t"a/b": { "access": "theirs" },
\t\t"openai": { "access": null, "generation": 0, "note": "ä \\u00e4 {\\"access\\": 1}" }
\t},
\t"last": []
}`;

/** The content of a file of this shape. */
export function shapedText(name: NamedShape, token: ShapedToken): string {
  const existing = name === 'patch' ? new SecretText(PATCHED) : undefined;
  const outcome = writeShape(shapeNamed(name), { token, existing });
  if (outcome.kind === 'written') return outcome.content.reveal();
  throw new Error(`not written: ${outcome.kind}`);
}
