import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answersSteadily } from '../../../host/daemon/self-test/host-daemon-check.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A socket that answers as the host daemon of this process id. */
async function served(pidNow: () => number): Promise<string> {
  const socketPath = join(folder(), 'control.sock');
  const server = createServer((_, answer) => {
    const broker = { running: true, pid: pidNow(), since: '2026-11-23T10:00:00Z', version: '0.1.0' };
    const status = { schema: 1, at: broker.since, deployment: 'jada', broker };
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ ...status, credentials: [], daemons: [], findings: [] }));
  });
  servers.push(server);
  server.listen(socketPath);
  await once(server, 'listening');
  return socketPath;
}

describe('a host daemon that was started', () => {
  it('serves when one process answers for some time', async () => {
    const socketPath = await served(() => 12);
    expect(await answersSteadily(socketPath, { within: 60_000, steady: 40 })).toContain('answers');
  });

  it('does not serve when each answer is of another process: it dies and is started again', async () => {
    let pid = 12;
    const socketPath = await served(() => pid++);
    const asked = answersSteadily(socketPath, { within: 300, steady: 40 });
    await expect(asked).rejects.toMatchObject({
      code: 'HostNotServing',
      remedy: 'journalctl -u evergrant-host -n 50',
    });
    expect(pid).toBeGreaterThan(13);
  });

  it('does not serve where nobody answers', async () => {
    const asked = answersSteadily(join(folder(), 'nobody.sock'), { within: 50, steady: 20 });
    await expect(asked).rejects.toMatchObject({ code: 'HostNotServing' });
  });
});
