import { describe, expect, it } from '@jest/globals';
import { presetFacts } from '../../../core/issuer/preset-facts.ts';
import { github } from '../../../core/issuer/presets/github.ts';
import { google } from '../../../core/issuer/presets/google.ts';

describe('the facts of a preset', () => {
  it('tell lifetimes, rotation and reuse in words, each with its source', () => {
    const facts = presetFacts(google);
    const values = Object.fromEntries(facts.map(({ fact, value }) => [fact, value]));
    expect(values).toMatchObject({
      'access token': '1 h',
      'grant ends (testing)': '7 d after consent',
      'grant ends': 'after 181 d without use',
      rotation: 'never',
      reuse: 'accepted',
    });
    for (const { source } of facts) expect(source).toMatch(/^https:|^assumed$/);
  });

  it('tell that a refresh ends the access token', () => {
    expect(presetFacts(github)).toContainEqual(
      expect.objectContaining({ fact: 'refresh ends the access token', value: 'yes' }),
    );
  });
});
