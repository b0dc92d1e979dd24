import { request } from 'node:http';

/** One request to a gateway's socket. @returns status and JSON; status 0 when there is no gateway */
export function ask(socketPath, path, method = 'GET') {
  return new Promise((resolve) => {
    const call = request({ socketPath, path, method, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.once('end', () =>
        resolve({ status: answer.statusCode, body: text === '' ? null : JSON.parse(text) }),
      );
      answer.once('error', () => resolve({ status: 0, body: null }));
    });
    call.once('error', () => resolve({ status: 0, body: null })).end();
  });
}
