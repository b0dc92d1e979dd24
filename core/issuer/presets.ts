import type { Preset } from './preset.ts';
import { atlassian } from './presets/atlassian.ts';
import { github } from './presets/github.ts';
import { gitlab } from './presets/gitlab.ts';
import { google } from './presets/google.ts';
import { microsoft } from './presets/microsoft.ts';
import { slack } from './presets/slack.ts';
import { spotify } from './presets/spotify.ts';
import { xero } from './presets/xero.ts';

/** The issuers that are known by name, in alphabetical order. */
export const PRESETS: ReadonlyMap<string, Preset> = new Map(
  [atlassian, github, gitlab, google, microsoft, slack, spotify, xero].map((preset) => [preset.name, preset]),
);
