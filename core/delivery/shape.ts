import type { SinkShape } from '../config/sink-declaration.ts';
import { SecretText } from '../secret-text.ts';
import { nameOfToken } from './field-value.ts';
import type { ShapedToken } from './shaped-token.ts';
import { accessTokenJson } from './shapes/access-token-json.ts';
import { authorizedUserJson } from './shapes/authorized-user.ts';
import { dotenvText, dotenvValue } from './shapes/dotenv.ts';
import { fieldsJson, textIn } from './shapes/json-object.ts';
import { patchedText, textAt } from './shapes/json-patch.ts';

/** The content of a file once the token is in it, or why it cannot be put there. */
export type ShapeOutcome =
  | { readonly kind: 'written'; readonly content: SecretText }
  /** A patch needs a file. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'notJson' }
  | { readonly kind: 'nothing' | 'several'; readonly place: string; readonly at: string }
  | { readonly kind: 'notScalar'; readonly place: string }
  | { readonly kind: 'unquotable'; readonly place: string };

/** Does the file belong to somebody else, so that only a part of it is ours? */
export function isPart(shape: SinkShape): boolean {
  return shape.kind === 'dotenv' || shape.kind === 'patch';
}

/** @param existing what is in the file now; it matters where only a part of it is ours */
export function writeShape(
  shape: SinkShape,
  { token, existing }: { token: ShapedToken; existing: SecretText | undefined },
): ShapeOutcome {
  switch (shape.kind) {
    case 'raw':
      return whole(token.value.access.token.reveal());
    case 'access-token-json':
      return whole(accessTokenJson(token));
    case 'json':
      return whole(fieldsJson(shape.fields, token));
    case 'google-authorized-user':
      return whole(authorizedUserJson(token));
    case 'dotenv': {
      const outcome = dotenvText(existing?.reveal() ?? '', { fields: shape.fields, token });
      if (outcome.kind === 'written') return written(outcome.text);
      return { kind: outcome.kind, place: outcome.name, at: outcome.name };
    }
    case 'patch': {
      if (existing === undefined) return { kind: 'missing' };
      const outcome = patchedText(existing.reveal(), { fields: shape.fields, token });
      if (outcome.kind === 'written') return written(outcome.text);
      return outcome.kind === 'notJson' ? outcome : { ...outcome, place: outcome.pointer };
    }
  }
}

/**
 * The access token in a file of this shape.
 *
 * @returns undefined when the text is of another shape
 */
export function readShape(shape: SinkShape, content: SecretText): SecretText | undefined {
  const found = tokenIn(shape, content.reveal());
  return found === undefined || found === '' ? undefined : new SecretText(found);
}

function tokenIn(shape: SinkShape, text: string): string | undefined {
  switch (shape.kind) {
    case 'raw':
      return onlyLine(text);
    case 'access-token-json':
      return textIn(text, 'access_token');
    case 'google-authorized-user':
      return textIn(text, 'token');
    case 'json':
      return textIn(text, nameOfToken(shape.fields) ?? '');
    case 'dotenv':
      return dotenvValue(text, nameOfToken(shape.fields) ?? '');
    case 'patch':
      return textAt(text, nameOfToken(shape.fields) ?? '');
  }
}

function onlyLine(text: string): string | undefined {
  const [line = '', ...rest] = text.split('\n');
  return rest.every((other) => other === '') ? line : undefined;
}

function whole(text: string): ShapeOutcome {
  return written(`${text}\n`);
}

function written(text: string): ShapeOutcome {
  return { kind: 'written', content: new SecretText(text) };
}
