import { describe, expect, it } from '@jest/globals';
import { patchedText } from '../../../core/delivery/shapes/json-patch.ts';
import { shapedToken } from '../../support/shaped-token.ts';
import { PATCHED, shapeNamed } from '../../support/sink-shapes.ts';

const shape = shapeNamed('patch');
const fields = 'fields' in shape ? shape.fields : new Map();
const patch = (text: string) => patchedText(text, { fields, token: shapedToken(7) });

describe('a patch of a JSON text', () => {
  it('changes the named values and no other character', () => {
    expect(patch(PATCHED)).toEqual({
      kind: 'written',
      text: PATCHED.replace(
        '"access": null, "generation": 0',
        '"access": "ya29.token-of-generation-7", "generation": 7',
      ),
    });
  });

  it('does it again in what it has written', () => {
    const first = patch(PATCHED);
    expect(patch(first.kind === 'written' ? first.text : '')).toEqual(first);
  });

  it.each([
    ['', { kind: 'notJson' }],
    ['{"profiles": {}', { kind: 'notJson' }],
    ['\ufeff{"profiles": {}}', { kind: 'notJson' }],
    ['// c\n{"profiles": {}}', { kind: 'notJson' }],
    ['null', { kind: 'nothing', pointer: '/profiles/openai/access', at: '/profiles' }],
    [
      '{"profiles": {"openai": {}}}',
      { kind: 'nothing', pointer: '/profiles/openai/access', at: '/profiles/openai/access' },
    ],
    [
      '{"profiles": {"openai": {"access": 1}, "openai": {"access": 2}}}',
      { kind: 'several', pointer: '/profiles/openai/access', at: '/profiles/openai' },
    ],
    [
      '{"profiles": {"openai": {"access": {}, "generation": 0}}}',
      { kind: 'notScalar', pointer: '/profiles/openai/access' },
    ],
    [
      '{"profiles": {"openai": {"access": 1}}}',
      { kind: 'nothing', pointer: '/profiles/openai/generation', at: '/profiles/openai/generation' },
    ],
  ])('is refused for %j', (text, outcome) => {
    expect(patch(text)).toEqual(outcome);
  });
});
