import type { z } from 'zod';
import type { MetadataDeclaration, TokenDeclaration } from '../declaration.ts';
import type { metadataSchema } from '../schema/metadata.ts';
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
