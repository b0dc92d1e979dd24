import { execFile } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../support/built-program.ts';

const built = builtProgram();

describe('examples/openclaw-nodes', () => {
  it('shows the restart as it was and as it is, and all is as it expects', async () => {
    const { code, stdout, stderr } = await play(built().script);
    expect({ stderr, unexpected: stdout.match(/^ ✗ .*$/gm) ?? [] }).toEqual({ stderr: '', unexpected: [] });
    const rows = stdout.match(/^ ✓ .*$/gm) ?? [];
    expect(rows.length).toBeGreaterThan(10);
    expect(stdout).toContain(`good: ${rows.length} of ${rows.length} expectations observed`);
    expect(code).toBe(0);
  }, 300_000);
});

function play(evergrant: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const words = ['examples/openclaw-nodes/restart-storm.mjs', evergrant];
    execFile(process.execPath, words, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}
