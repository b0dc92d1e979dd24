import { PRESETS } from '../issuer/presets.ts';
import type { FoundClient } from './found.ts';

/** As it is written into the declaration: a preset's name or a mapping. */
export type ImportedIssuer =
  | string
  | { readonly discovery: string }
  | { readonly authorizationEndpoint: string; readonly tokenEndpoint: string };

/** The issuer of an imported client: what was wished, else the endpoints in its file, else Google. */
export function issuerOf(wished: string | undefined, client: FoundClient): ImportedIssuer {
  if (wished !== undefined) return PRESETS.has(wished) ? wished : { discovery: wished };
  const { authorizationEndpoint, tokenEndpoint } = client;
  if (!authorizationEndpoint || !tokenEndpoint || isGoogles(tokenEndpoint)) return 'google';
  return { authorizationEndpoint, tokenEndpoint };
}

/** Older downloads name endpoints of other hosts of Google's, which still answer. */
function isGoogles(endpoint: string): boolean {
  return /^https:\/\/([a-z0-9-]+\.)*(googleapis|google)\.com\//.test(endpoint);
}
