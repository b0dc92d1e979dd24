import { open } from 'node:fs/promises';
import type { WebhookUrl } from '../../core/config/alert-channel.ts';
import { Fault } from '../../core/fault.ts';
import { urlKind } from '../../core/issuer/secure-url.ts';
import { SecretText } from '../../core/secret-text.ts';
import { errorNumber, fileFault } from '../files/file-fault.ts';

/**
 * The address of a webhook, read anew for every message so that a changed file counts at once.
 *
 * @returns an https address, or http to this machine
 * @throws Fault `WebhookUrlMissing`, `WebhookUrlExposed`, `WebhookUrlInvalid`; none shows the address
 */
export async function webhookAddress(url: WebhookUrl): Promise<SecretText> {
  const address = url.kind === 'literal' ? url.url : await readPrivately(url.path);
  const kind = urlKind(address.reveal());
  if (kind === 'secure') return address;
  const place = url.kind === 'literal' ? 'the url of the webhook' : url.path;
  throw new Fault({
    code: 'WebhookUrlInvalid',
    message: `${place}: ${kind === 'plain' ? 'the address is plain http, which others can read' : 'this is not an https address'}`,
    remedy: 'put one https:// address there and nothing else; http is taken for this machine only',
  });
}

async function readPrivately(path: string): Promise<SecretText> {
  try {
    const file = await open(path, 'r');
    try {
      refuseLoose(path, (await file.stat()).mode);
      return new SecretText((await file.readFile('utf8')).trim());
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (errorNumber(error) !== 'ENOENT') throw fileFault(error, path);
    throw new Fault({
      code: 'WebhookUrlMissing',
      message: `${path}: there is no such file, and it should hold the address of a webhook`,
      remedy: `write the address into ${path} and close it to others: chmod 600 ${path}`,
    });
  }
}

function refuseLoose(path: string, mode: number): void {
  if ((mode & 0o077) === 0) return;
  throw new Fault({
    code: 'WebhookUrlExposed',
    message: `${path}: others may read this file, and whoever knows the address can write to the channel`,
    remedy: `chmod 600 ${path}`,
  });
}
