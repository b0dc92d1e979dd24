/** A proxy before the emulator of AWS that notes when each call began and ended. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Agent, request } from 'node:https';

const now = () => performance.timeOrigin + performance.now();

/** @param ca certificate of the emulator */
export async function recordingProxy({ endpoint, ca }) {
  const calls = [];
  const agent = new Agent({ keepAlive: true, ca });
  const server = createServer((incoming, answer) => {
    const call = { action: actionOf(incoming), from: now(), to: Number.POSITIVE_INFINITY };
    calls.push(call);
    const { method, url: path, headers } = incoming;
    const passed = request(`${endpoint}${path}`, { method, headers, agent }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
      reply.once('end', () => {
        call.to = now();
      });
    });
    passed.once('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /**
     * How much of this time the emulator was asked: until the queue gave the notice, and then for each read.
     * undefined: it was no notice that led to the reads.
     */
    busy({ from, to }) {
      const given = calls.findLast((call) => call.action === RECEIVE && call.to > from && call.to <= to);
      if (!given) return undefined;
      const reads = calls.filter(
        (call) => call.action !== RECEIVE && call.action !== DELETE && call.from >= given.to && call.to <= to,
      );
      calls.splice(0, calls.indexOf(given));
      return given.to - from + reads.reduce((sum, call) => sum + (call.to - call.from), 0);
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const RECEIVE = 'AmazonSQS.ReceiveMessage';
/** Comes after the delivery, and keeps nobody waiting. */
const DELETE = 'AmazonSQS.DeleteMessageBatch';

function actionOf({ headers }) {
  return String(headers['x-amz-target'] ?? '');
}
