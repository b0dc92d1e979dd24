import { nearestWord } from '../../../adapters/config-file/nearest-word.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import type { Preset, TenantDomain } from '../../../core/issuer/preset.ts';
import { presetFacts } from '../../../core/issuer/preset-facts.ts';
import { PRESETS } from '../../../core/issuer/presets.ts';
import { needsDomain } from '../../../core/issuer/tenant.ts';
import { formatSpan } from '../../../core/time.ts';
import { type Io, printLine } from '../../io.ts';

export interface IssuersOptions {
  readonly json?: boolean;
}

/** Lists the presets, or tells every fact of one. */
export async function issuers(
  name: string | undefined,
  { options, io }: { options: IssuersOptions; io: Io },
): Promise<ExitCode> {
  const shown = name === undefined ? [...PRESETS.values()] : [presetNamed(name)];
  if (options.json) {
    printLine(io, JSON.stringify({ schema: 1, issuers: shown.map(document) }));
    return ExitCode.Good;
  }
  for (const preset of shown) printLine(io, name === undefined ? line(preset) : inFull(preset));
  return ExitCode.Good;
}

function document(preset: Preset) {
  const { name, title, quirks, domain } = preset;
  const tenant = domain ? { required: needsDomain(preset), ...domain } : null;
  return { name, title, domain: tenant, facts: presetFacts(preset), quirks };
}

function line({ name, accessTokenLife, rotation, lifeRules }: Preset): string {
  const ends = lifeRules.map(
    ({ from, life }) => `${formatSpan(life)} ${from === 'consent' ? 'after consent' : 'unused'}`,
  );
  const parts = [
    name.padEnd(12),
    `token ${accessTokenLife ? formatSpan(accessTokenLife.value) : 'not stated'}`.padEnd(18),
    `rotation ${rotation.value.kind}`.padEnd(18),
    ends.length > 0 ? `grant ends ${ends.join(' or ')}` : 'no end of a grant is known',
  ];
  return parts.join('  ');
}

function inFull(preset: Preset): string {
  const { name, title, quirks, domain } = preset;
  return [
    `${name}  ${title}`,
    ...(domain ? [`  ${'domain of your tenant'.padEnd(30)} ${domainText(domain)}`] : []),
    ...presetFacts(preset).map(
      ({ fact, value, source, verified }) =>
        `  ${fact.padEnd(30)} ${value}\n  ${''.padEnd(30)} [${source}]${verified ? '' : ' not verified'}`,
    ),
    ...quirks.map((quirk) => `  - ${quirk}`),
  ].join('\n');
}

function domainText({ usual, example }: TenantDomain): string {
  return usual === undefined
    ? `needed, as in domain: ${example}`
    : `${usual}; another one as in domain: ${example}`;
}

function presetNamed(name: string): Preset {
  const preset = PRESETS.get(name);
  if (preset) return preset;
  const nearest = nearestWord(name, [...PRESETS.keys()]);
  throw new Fault({
    code: 'UnknownIssuer',
    message: `there is no preset "${name}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`,
    remedy: `use one of: ${[...PRESETS.keys()].join(', ')}; any other issuer goes by discovery: or its endpoints`,
    exitCode: ExitCode.Usage,
  });
}
