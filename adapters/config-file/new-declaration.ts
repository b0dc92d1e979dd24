import { Document, isMap, isScalar } from 'yaml';

/** A declaration as it stands in YAML: raw values, as a person would write them. */
export interface RawDeclaration {
  readonly deployment: string;
  readonly clients: RawSection;
  readonly grants: RawSection;
  readonly sinks: RawSection;
}

export type RawSection = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The text of a new `evergrant.yaml`, with a comment above each part for whoever opens it a year later. */
export function newDeclaration(raw: RawDeclaration): string {
  const { deployment, clients, grants, sinks } = raw;
  const document = new Document({ version: 1, deployment, clients, grants, ...(hasAny(sinks) && { sinks }) });
  document.commentBefore = HEAD;
  if (isMap(document.contents)) {
    for (const { key } of document.contents.items) {
      const comment = isScalar(key) ? COMMENTS[String(key.value)] : undefined;
      if (!isScalar(key) || comment === undefined) continue;
      key.commentBefore = comment;
      key.spaceBefore = true;
    }
  }
  const tail = hasAny(sinks) ? DAEMONS : `${SINKS}${DAEMONS}`;
  return `${document.toString({ lineWidth: 0 })}${tail}`;
}

const HEAD = ` What evergrant keeps signed in, and where the tokens go.
 evergrant check says everything that is wrong with this file; evergrant up needs a restart to see a change.
 Every key with its default: docs/configuration.md`;

const COMMENTS: Readonly<Record<string, string>> = {
  deployment: ' Prefix of every name outside, and the last part of the default state directory.',
  clients:
    ' Clients at issuers. A refresh token belongs to one client. Secrets are named here and never written here;\n' +
    ' say publishingStatus: testing or production for a Google client, so that the end of a grant can be foreseen.',
  grants: ' Consents that are kept alive: evergrant login NAME gives one, the first time and again.',
  sinks:
    ' Files that tokens are delivered to, replaced at once at every refresh. Programs read them, and refresh nothing.',
};

const SINKS = `
# Files that tokens are delivered to.
# sinks:
#   NAME: { token: GRANT, file: token.json, shape: access-token-json }
`;

const DAEMONS = `
# Programs that use the tokens. evergrant run NAME supervises one: it ends a back-off the moment a new grant arrives.
# daemons:
#   NAME: { command: [python3, sync.py], every: 30m, uses: [SINK] }
`;

function hasAny(section: RawSection): boolean {
  return Object.keys(section).length > 0;
}
