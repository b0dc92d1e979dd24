import { z } from 'zod';
import { mapping, word } from './leaf.ts';

/** What a field may be taken from. */
export const FIELD_SOURCES = [
  'token.value',
  'token.type',
  'token.scope',
  'token.generation',
  'token.fingerprint',
  'token.expiresAt',
  'token.issuedAt',
] as const;

const SOURCE = FIELD_SOURCES.join(', ');
const FIELD = `one of ${SOURCE}, or a mapping with "from" or "constant"`;
const CONSTANT = 'text, a number, true, false or null';

const constant = () => z.union([z.string(), z.number(), z.boolean(), z.null()], { error: CONSTANT });

/** One value of a sink. */
export const fieldSchema = () =>
  z.union(
    [
      z.enum(FIELD_SOURCES, { error: FIELD }),
      mapping({
        from: word(FIELD_SOURCES)
          .exactOptional()
          .describe(`What it is taken from: ${SOURCE}. This or \`constant\`.`),
        format: word(['iso', 'epochSeconds', 'epochMilliseconds'])
          .exactOptional()
          .describe(
            'With `token.expiresAt` and `token.issuedAt`: how the instant is written. Default: `iso`.',
          ),
        constant: constant().exactOptional().describe('The value itself. Never a secret. This or `from`.'),
      }),
    ],
    { error: FIELD },
  );

/** Values by name. */
export const fieldsSchema = () =>
  z.record(z.string().min(1, { error: 'a name' }), fieldSchema(), {
    error: 'a mapping from names to fields',
  });

/** A field as parsed. */
export type ParsedField = z.output<ReturnType<typeof fieldSchema>>;
