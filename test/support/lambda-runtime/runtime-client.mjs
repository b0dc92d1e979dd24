/**
 * What stands between the Runtime API of Lambda and a handler: loads the bundle, then takes one invocation after the
 * other. node runtime-client.mjs BUNDLE; AWS_LAMBDA_RUNTIME_API names the API.
 */
import { pathToFileURL } from 'node:url';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const described = (error) => ({
  errorType: error?.name ?? 'Error',
  errorMessage: String(error?.message ?? error),
});
const post = (path, body) => fetch(`${api}/${path}`, { method: 'POST', body: JSON.stringify(body ?? null) });

async function load() {
  try {
    const { handler } = await import(pathToFileURL(process.argv[2]));
    if (typeof handler !== 'function') throw new TypeError('handler is not a function');
    if (handler.length > 2) throw new TypeError('handlers with a callback are not supported');
    return handler;
  } catch (error) {
    await post('init/error', described(error));
    process.exit(1);
  }
}

const handler = await load();
for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = {
    awsRequestId: id,
    invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn'),
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    await post(`invocation/${id}/response`, await handler(await next.json(), context));
  } catch (error) {
    await post(`invocation/${id}/error`, described(error));
  }
}
