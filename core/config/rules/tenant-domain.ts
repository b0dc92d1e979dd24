import type { Preset } from '../../issuer/preset.ts';
import { PRESETS } from '../../issuer/presets.ts';
import { needsDomain } from '../../issuer/tenant.ts';
import type { ConfigProblem, Path } from '../problem.ts';
import { declared, isMapping } from '../raw-tree.ts';
import { noneOf } from './choice.ts';

/** A client of an issuer whose tenants have domains of their own names its domain, and no other client does. */
export function tenantDomain(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'clients').flatMap(([name, { issuer }]) => {
    const path = ['clients', name, 'issuer'];
    const given = isMapping(issuer) ? issuer : { preset: issuer };
    const preset = PRESETS.get(String(given.preset));
    if (preset?.domain) return given.domain === undefined ? missing(path, preset) : [];
    const because = preset
      ? `is not for preset "${preset.name}", whose address is the same for everybody`
      : 'stands only beside a preset';
    return noneOf(path, { mapping: given, keys: ['domain'], because });
  });
}

function missing(path: Path, preset: Preset): readonly ConfigProblem[] {
  if (!needsDomain(preset)) return [];
  const { name, title, domain } = preset;
  const expected = `the domain of your tenant at ${title}, as in "issuer: { preset: ${name}, domain: ${domain?.example} }"`;
  return [{ path: [...path, 'domain'], kind: 'missing', expected }];
}
