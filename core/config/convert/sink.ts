import { isPart } from '../../delivery/shape.ts';
import { SECOND } from '../../time.ts';
import type { FIELD_SOURCES, ParsedField } from '../schema/sink-field.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type {
  AfterDelivery,
  InstantFormat,
  SinkDeclaration,
  SinkField,
  SinkFields,
  SinkShape,
} from '../sink-declaration.ts';
import type { TokenDeclaration } from '../token-declaration.ts';
import type { ConfigWhere } from '../where.ts';

type ParsedSink = ParsedDeclaration['sinks'][string];

/** What a sink is converted from. */
interface Source {
  readonly sink: ParsedSink;
  readonly where: ConfigWhere;
  readonly token: TokenDeclaration;
}

export function convertSink(name: string, { sink, where, token }: Source): SinkDeclaration {
  const shape = shapeOf(sink);
  const [probe, ...probeArguments] = sink.adoption.probe ?? [];
  return {
    name,
    token,
    file: where.resolve(sink.patch?.file ?? sink.file ?? ''),
    shape,
    owner: sink.owner,
    mode: sink.mode ?? (isPart(shape) ? undefined : 0o600),
    afterDelivery: afterOf(sink.afterDelivery, where),
    adoption: {
      within: sink.adoption.within,
      probe: probe === undefined ? undefined : [probe, ...probeArguments],
    },
  };
}

function shapeOf({ shape = 'access-token-json', fields = {}, patch }: ParsedSink): SinkShape {
  if (patch) {
    const more = [...fieldsOf(patch.also)];
    return { kind: 'patch', fields: new Map([[patch.pointer, THE_TOKEN], ...more]) };
  }
  return shape === 'json' || shape === 'dotenv' ? { kind: shape, fields: fieldsOf(fields) } : { kind: shape };
}

const THE_TOKEN: SinkField = { kind: 'part', of: 'value' };

function fieldsOf(fields: Readonly<Record<string, ParsedField>>): SinkFields {
  return new Map(Object.entries(fields).map(([name, field]) => [name, fieldOf(field)]));
}

function fieldOf(field: ParsedField): SinkField {
  if (typeof field === 'string') return sourceField(field, 'iso');
  return field.from === undefined
    ? { kind: 'constant', value: field.constant ?? null }
    : sourceField(field.from, field.format ?? 'iso');
}

function sourceField(from: (typeof FIELD_SOURCES)[number], format: InstantFormat): SinkField {
  switch (from) {
    case 'token.expiresAt':
      return { kind: 'instant', of: 'expiresAt', format };
    case 'token.issuedAt':
      return { kind: 'instant', of: 'issuedAt', format };
    case 'token.value':
      return THE_TOKEN;
    case 'token.type':
      return { kind: 'part', of: 'type' };
    case 'token.scope':
      return { kind: 'part', of: 'scope' };
    case 'token.generation':
      return { kind: 'part', of: 'generation' };
    case 'token.fingerprint':
      return { kind: 'part', of: 'fingerprint' };
  }
}

function afterOf(after: ParsedSink['afterDelivery'], where: ConfigWhere): AfterDelivery | undefined {
  const [program, ...rest] = after?.command ?? [];
  if (program !== undefined) {
    return { kind: 'command', command: [program, ...rest], timeout: after?.timeout ?? DEFAULT_TIMEOUT };
  }
  return after?.signal && after.pidFile !== undefined
    ? { kind: 'signal', signal: after.signal, pidFile: where.resolve(after.pidFile) }
    : undefined;
}

const DEFAULT_TIMEOUT = 30 * SECOND;
