import type { z } from 'zod';
import type { MetadataDeclaration, TokenDeclaration } from '../declaration.ts';
import type { metadataSchema } from '../schema/metadata.ts';

export function convertMetadata(
  metadata: z.output<typeof metadataSchema>,
  token: (name: string) => TokenDeclaration,
): MetadataDeclaration {
  const colon = metadata.listen.lastIndexOf(':');
  return {
    host: metadata.listen.slice(0, colon).replace(/[[\]]/g, ''),
    port: Number(metadata.listen.slice(colon + 1)),
    token: token(metadata.token),
    project: metadata.project,
    users: metadata.users,
  };
}
