/**
 * One process that needs a token, as the README of simple-oauth2 shows it: a token from a file, `expired`, `refresh`,
 * and the new one kept. argv: the library, token endpoint, token file. Prints the access token.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const [, , library, tokenEndpoint, file] = process.argv;
// Named by the rig, which installed it: the checkout itself does not depend on it.
const { AuthorizationCode } = await import(library);
const { origin, pathname } = new URL(tokenEndpoint);
const client = new AuthorizationCode({
  client: { id: 'desk-post', secret: 'post-secret-of-the-drill' },
  auth: { tokenHost: origin, tokenPath: pathname },
  options: { authorizationMethod: 'body' },
});
try {
  const before = JSON.parse(readFileSync(file, 'utf8'));
  let token = client.createToken(before);
  if (token.expired()) {
    token = await token.refresh();
    const { refresh_token = before.refresh_token } = token.token;
    writeFileSync(file, JSON.stringify({ ...token.token, refresh_token }));
  }
  console.log(token.token.access_token);
} catch (error) {
  console.error(error.data?.payload?.error ?? error.message);
  process.exitCode = 1;
}
