/** What an agent does all day: a request every 20 minutes, and nothing at all from 22:00 to 07:00. */
import { setTimeout as wait } from 'node:timers/promises';

const PLACES = ['tools', 'heartbeat', 'events', 'completion'];

/** @param call sends a request with the agent's token */
export async function work({ role, call }) {
  const worker = process.env.WORKER_URL ?? 'http://127.0.0.1:8176';
  for (let done = 0; ; done += 1) {
    await wait(untilNextRequest(new Date()));
    const place = PLACES[done % PLACES.length];
    try {
      const answer = await call(`${worker}/${place}`, { method: 'POST', headers: { 'x-role': role } });
      await answer.arrayBuffer();
      if (!answer.ok) console.error(`${role}: ${place} answered ${answer.status}`);
    } catch (error) {
      console.error(`${role}: ${place}: ${error.message}`);
    }
  }
}

const MINUTE = 60_000;

/** In milliseconds. At night: until seven. */
function untilNextRequest(now) {
  const hour = now.getUTCHours();
  if (hour < 22 && hour >= 7) return 20 * MINUTE;
  const morning = new Date(now);
  if (hour >= 22) morning.setUTCDate(morning.getUTCDate() + 1);
  return morning.setUTCHours(7, 0, 0, 0) - now.getTime();
}
