import type { SinkDeclaration } from '../../core/config/sink-declaration.ts';
import { isPart, type ShapeOutcome, writeShape } from '../../core/delivery/shape.ts';
import type { ShapedToken } from '../../core/delivery/shaped-token.ts';
import type { Fault } from '../../core/fault.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { amendSink } from './amend-sink.ts';
import { sinkFault } from './sink-fault.ts';
import { writeSink } from './write-sink.ts';

/** What of a sink's declaration matters for its file. */
export type SinkFile = Pick<SinkDeclaration, 'file' | 'shape' | 'mode' | 'owner'>;

/**
 * Puts a token into its sink's file, whole or as a part of what is there.
 *
 * @throws Fault with a code of sink-fault.ts or of the disk; what was there is then untouched
 */
export async function putToken(sink: SinkFile, token: ShapedToken): Promise<void> {
  const content = (existing: SecretText | undefined) =>
    contentOf(writeShape(sink.shape, { token, existing }), sink.file);
  if (isPart(sink.shape)) return await amendSink(sink, content);
  await writeSink({ ...sink, mode: sink.mode ?? 0o600 }, content(undefined));
}

function contentOf(outcome: ShapeOutcome, file: string): SecretText {
  if (outcome.kind === 'written') return outcome.content;
  throw refusal(outcome, file);
}

function refusal(outcome: Exclude<ShapeOutcome, { kind: 'written' }>, file: string): Fault {
  switch (outcome.kind) {
    case 'missing':
      return sinkFault('SinkFileMissing', {
        message: `${file}: there is no such file, and a patch changes one that is there`,
        remedy: 'start the program that makes it, or correct patch.file in the declaration',
      });
    case 'notJson':
      return sinkFault('SinkNotJson', {
        message: `${file}: it is not JSON, so no value in it can be replaced`,
        remedy: `see where it breaks: python3 -m json.tool ${file} > /dev/null`,
      });
    case 'nothing':
      return sinkFault('SinkPlaceMissing', {
        message: `${file}: ${outcome.place} leads to nothing; there is no ${outcome.at === outcome.place ? 'such value' : outcome.at}`,
        remedy: 'correct the pointer in the declaration, or have the program write its file once',
      });
    case 'several':
      return sinkFault('SinkPlaceAmbiguous', {
        message: `${file}: ${outcome.at} stands there more than once, and readers do not agree on which one counts`,
        remedy: 'remove all but one of them',
      });
    case 'notScalar':
      return sinkFault('SinkPlaceNotScalar', {
        message: `${file}: at ${outcome.place} is an object or a list, which a token would destroy; expected text, a number, true, false or null`,
        remedy: 'let the pointer lead to the one value that is the token',
      });
    case 'unquotable':
      return sinkFault('SinkValueUnquotable', {
        message: `${file}: the value of ${outcome.place} holds a quote, a backslash or a line end, which no two readers of such files read alike`,
        remedy: 'use another shape: raw, json or access-token-json',
      });
  }
}
