import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleProgram } from '../../support/bundle-program.ts';
import { program } from '../../support/supervised.ts';
import { SupervisorProgram } from '../../support/supervisor-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const programs: SupervisorProgram[] = [];
let supervisor = '';
beforeAll(async () => {
  supervisor = await bundleProgram('test/support/programs/supervise-script.ts');
});

afterEach(() => {
  for (const { child } of programs.splice(0)) child.kill('SIGTERM');
});

const stays = `setInterval(() => {}, 1000); console.log('up');`;

async function start(source: string, grant = 'healthy'): Promise<SupervisorProgram> {
  const [, script = ''] = await program(source);
  const started = new SupervisorProgram(supervisor, [script, `${folder()}/state`, grant]);
  programs.push(started);
  return started;
}

async function running(source: string): Promise<SupervisorProgram> {
  const started = await start(source);
  await started.printed('up');
  return started;
}

describe('a signal to the supervisor', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('%s ends the daemon by it, and the supervisor with %i', async (signal, code) => {
    const one = await running(stays);
    one.child.kill(signal);
    expect(await one.ended).toBe(code);
  });

  it('lets the daemon choose the exit code', async () => {
    const one = await running(`process.on('SIGTERM', () => process.exit(7)); ${stays}`);
    one.child.kill('SIGTERM');
    expect(await one.ended).toBe(7);
  });

  it.each(['SIGUSR1', 'SIGUSR2', 'SIGHUP'] as const)(
    '%s that the daemon handles ends neither',
    async (signal) => {
      const one = await running(`process.on('${signal}', () => console.log('heard')); ${stays}`);
      one.child.kill(signal);
      await one.printed('heard');
      one.child.kill('SIGTERM');
      expect(await one.ended).toBe(143);
    },
  );

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('%s between runs ends the supervisor with %i', async (signal, code) => {
    const one = await start('');
    await one.printed('runSucceeded');
    one.child.kill(signal);
    expect(await one.ended).toBe(code);
  });

  it('ends a hold, too', async () => {
    const one = await start('process.exit(1)', 'latched');
    await one.printed('runHeld');
    one.child.kill('SIGTERM');
    expect(await one.ended).toBe(143);
  });
});
