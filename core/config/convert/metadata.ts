import type { z } from 'zod';
import type { MetadataDeclaration } from '../declaration.ts';
import type { metadataSchema } from '../schema/metadata.ts';
import type { TokenDeclaration } from '../token-declaration.ts';
import { listenAddress } from './listen-address.ts';

export function convertMetadata(
  metadata: z.output<typeof metadataSchema>,
  token: (name: string) => TokenDeclaration,
): MetadataDeclaration {
  return {
    ...listenAddress(metadata.listen),
    token: token(metadata.token),
    project: metadata.project,
    users: metadata.users,
  };
}
