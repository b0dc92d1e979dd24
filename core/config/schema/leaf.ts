/**
 * The smallest parts of the schema. The `error` of each says what was expected, for problem messages of the form
 * "expected <error>"; meaning, unit and default are in `.describe()`, for the reference and for editors.
 */
import { z } from 'zod';
import { urlKind } from '../../issuer/secure-url.ts';
import { parseSpan } from '../../time.ts';

const SPAN = 'a span such as 30m, 1h30m or 7d, longer than nothing';

/** A span as people write it; parsed to milliseconds. */
export const span = () =>
  z
    .string({ error: SPAN })
    .regex(/^(\d+(ms|s|m|h|d))+$/, { error: SPAN })
    .refine((text) => parseSpan(text) !== 0, { error: SPAN })
    .transform((text) => parseSpan(text) ?? 0);

const NAME = 'a name of letters, digits, ".", "_" and "-" that starts with a letter or digit, 64 at most';

/** What {@link name} takes. */
export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A name that a user gives; it becomes part of file names and of names outside. */
export const name = () => z.string({ error: NAME }).regex(NAME_PATTERN, { error: NAME });

/** Text that is not empty. */
export const text = (expected = 'text') => z.string({ error: expected }).min(1, { error: expected });

/** A path: absolute, `~/…`, or relative to the configuration file. */
export const path = () => text('a path');

const URL_TEXT = 'an https address; http only for 127.0.0.0/8, ::1 and localhost';

/** An address that secrets may be sent to. */
export const secureUrl = () =>
  z.string({ error: URL_TEXT }).refine((value) => urlKind(value) === 'secure', { error: URL_TEXT });

const HOST = 'a host name such as acme.okta.com, without https:// and path';

/** A host with a dot in it, and a port where it is not the usual one. */
export const host = () =>
  z
    .string({ error: HOST })
    .regex(
      /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::\d{1,5})?$/i,
      {
        error: HOST,
      },
    );

/** One of these words. */
export const word = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: words.map((value) => JSON.stringify(value)).join(' or ') });

/** A mapping with these keys and no others. */
export const mapping = <T extends z.core.$ZodLooseShape>(shape: T, expected = 'a mapping') =>
  z.strictObject(shape, { error: expected });

/** A mapping from names to declarations; nothing declared when it is left out. */
export const named = <T extends z.ZodType>(declaration: T, key = name()) =>
  z.record(key, declaration, { error: 'a mapping from names to declarations' }).prefault({});

/** Text by name: environment variables, request parameters. */
export const texts = () =>
  z.record(z.string(), z.string({ error: 'text' }), { error: 'a mapping of text' }).prefault({});
