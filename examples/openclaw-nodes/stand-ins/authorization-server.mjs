import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Starts the authorization server of the drill, which is TypeScript: it is bundled into `folder` first. */
export async function startAuthorizationServer(folder, { root, settings }) {
  const outfile = join(folder, 'authorization-server.mjs');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await build({
    entryPoints: [join(root, 'drill/authorization-server/authorization-server.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
  const { AuthorizationServer } = await import(pathToFileURL(outfile).href);
  return await AuthorizationServer.start({ settings });
}
