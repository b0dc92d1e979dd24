import type { InstantFormat, SinkField, SinkFields } from '../config/sink-declaration.ts';
import { type Instant, SECOND, toIso } from '../time.ts';
import type { ShapedToken } from './shaped-token.ts';

/** A value as it stands in a file. */
export type FieldValue = string | number | boolean | null;

/** What a field is for this token. An instant that the issuer did not state is null. */
export function fieldValue(field: SinkField, { value, fingerprint }: ShapedToken): FieldValue {
  switch (field.kind) {
    case 'constant':
      return field.value;
    case 'instant':
      return inFormat(value.access[field.of], field.format);
    case 'part':
      return {
        value: value.access.token.reveal(),
        type: value.access.tokenType,
        scope: value.scopes.join(' '),
        generation: value.generation,
        fingerprint,
      }[field.of];
  }
}

/** The name, or place, under which the token itself stands. */
export function nameOfToken(fields: SinkFields): string | undefined {
  return [...fields].find(([, field]) => field.kind === 'part' && field.of === 'value')?.[0];
}

function inFormat(at: Instant | null, format: InstantFormat): FieldValue {
  if (at === null) return null;
  switch (format) {
    case 'iso':
      return toIso(at);
    case 'epochSeconds':
      return Math.floor(at / SECOND);
    case 'epochMilliseconds':
      return at;
  }
}
