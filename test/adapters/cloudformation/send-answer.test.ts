import type { RequestListener } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { type Sent, sendAnswer } from '../../../adapters/cloudformation/send-answer.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { LeapingClock } from '../../support/fakes/leaping-clock.ts';
import { freePort } from '../../support/free-port.ts';
import { httpListeners } from '../../support/http-listener.ts';

const listen = httpListeners();

const says =
  (status: number): RequestListener =>
  (_, response) =>
    void response.writeHead(status).end('<Error/>');
const drops: RequestListener = (request) => void request.socket.destroy();
const isSilent: RequestListener = () => undefined;

async function sentTo(origin: string): Promise<Sent> {
  const clock = new LeapingClock();
  return await sendAnswer({
    address: new SecretText(`${origin}/stack?signature=abc`),
    body: new SecretText('{"Status":"SUCCESS"}'),
    clock,
    until: clock.now() + 30_000,
    timeout: 300,
  });
}

describe('an answer to CloudFormation', () => {
  it('is put at its address, with no content type, for which the address was not signed', async () => {
    const { origin, heard } = await listen(says(200));
    expect(await sentTo(origin)).toEqual({ kind: 'taken' });
    expect(heard).toMatchObject([{ path: '/stack?signature=abc', body: '{"Status":"SUCCESS"}' }]);
    expect(heard[0]?.headers).toMatchObject({ 'content-length': '20' });
    expect(heard[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each([
    ['an error of the other side', says(500)],
    ['too many requests', says(429)],
    ['a broken connection', drops],
    ['silence', isSilent],
  ])('is put again after %s', async (_, first) => {
    const { origin, heard } = await listen(first, first, says(200));
    expect(await sentTo(origin)).toEqual({ kind: 'taken' });
    expect(heard).toHaveLength(3);
  });

  it.each([403, 404, 307])('is put once where it is refused with %i', async (status) => {
    const { origin, heard } = await listen(says(status));
    expect(await sentTo(origin)).toEqual({ kind: 'refused', status });
    expect(heard).toHaveLength(1);
  });

  it('may have arrived when nothing is known of it in time', async () => {
    const { origin, heard } = await listen(drops);
    expect(await sentTo(origin)).toEqual({ kind: 'unknown' });
    // After 0, 1, 3, 7, 15 and 23 of 30 seconds.
    expect(heard).toHaveLength(6);
  });

  it('may have arrived where nobody listens', async () => {
    expect(await sentTo(`http://127.0.0.1:${await freePort()}`)).toEqual({ kind: 'unknown' });
  });
});
