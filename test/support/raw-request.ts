import { request } from 'node:http';

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends a request over a unix socket, well formed or not, as any program of the user could. */
export function rawRequest(
  socketPath: string,
  how: { method?: string; path: string; headers?: Record<string, string>; body?: string },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({
      socketPath,
      agent: false,
      method: how.method ?? 'GET',
      path: how.path,
      headers: how.headers ?? {},
    });
    sent.once('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.once('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      answer.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(how.body);
  });
}
