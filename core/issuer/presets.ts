import type { Preset } from './preset.ts';
import { atlassian } from './presets/atlassian.ts';
import { auth0 } from './presets/auth0.ts';
import { box } from './presets/box.ts';
import { discord } from './presets/discord.ts';
import { dropbox } from './presets/dropbox.ts';
import { fitbit } from './presets/fitbit.ts';
import { github } from './presets/github.ts';
import { gitlab } from './presets/gitlab.ts';
import { google } from './presets/google.ts';
import { hubspot } from './presets/hubspot.ts';
import { linear } from './presets/linear.ts';
import { linkedin } from './presets/linkedin.ts';
import { microsoft } from './presets/microsoft.ts';
import { notion } from './presets/notion.ts';
import { okta } from './presets/okta.ts';
import { quickbooks } from './presets/quickbooks.ts';
import { salesforce } from './presets/salesforce.ts';
import { slack } from './presets/slack.ts';
import { spotify } from './presets/spotify.ts';
import { strava } from './presets/strava.ts';
import { twitch } from './presets/twitch.ts';
import { x } from './presets/x.ts';
import { xero } from './presets/xero.ts';
import { zoho } from './presets/zoho.ts';
import { zoom } from './presets/zoom.ts';

/** The issuers that are known by name, in alphabetical order. */
export const PRESETS: ReadonlyMap<string, Preset> = new Map(
  [
    atlassian,
    auth0,
    box,
    discord,
    dropbox,
    fitbit,
    github,
    gitlab,
    google,
    hubspot,
    linear,
    linkedin,
    microsoft,
    notion,
    okta,
    quickbooks,
    salesforce,
    slack,
    spotify,
    strava,
    twitch,
    x,
    xero,
    zoho,
    zoom,
  ].map((preset) => [preset.name, preset]),
);
