import { KEY_APIS } from '../../rotate/key-apis.ts';
import { DAY, HOUR } from '../../time.ts';
import type { ApiKeyDeclaration } from '../api-key-declaration.ts';
import type { ParsedDeclaration } from '../schema.ts';

export function convertApiKey(name: string, key: ParsedDeclaration['apiKeys'][string]): ApiKeyDeclaration {
  const api = key.issuer === undefined ? undefined : KEY_APIS.get(key.issuer);
  return {
    kind: 'api-key',
    name,
    rotation: api && {
      api,
      origin: key.api ?? api.origin.value,
      managedBy: key.managedBy ?? name,
      scopes: key.scopes,
      rotateEvery: key.rotateEvery ?? 30 * DAY,
      overlap: key.overlap ?? DAY,
      verifyEvery: key.verifyEvery ?? HOUR,
    },
    warnAfter: api ? undefined : (key.warnAfter ?? 90 * DAY),
  };
}
