/**
 * One process that needs a token, as the README of google-auth-library shows it: credentials from a file, a `tokens`
 * listener that keeps what is new, `getAccessToken`. argv: the library, token endpoint, token file. Prints the access token.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const [, , library, tokenEndpoint, file] = process.argv;
// Named by the rig, which installed it: the checkout itself does not depend on it.
const { OAuth2Client } = await import(library);
const client = new OAuth2Client({
  clientId: 'desk-post',
  clientSecret: 'post-secret-of-the-drill',
  endpoints: { oauth2TokenUrl: tokenEndpoint },
});
const stored = JSON.parse(readFileSync(file, 'utf8'));
client.setCredentials({
  access_token: stored.access_token,
  refresh_token: stored.refresh_token,
  expiry_date: Date.parse(stored.expires_at),
});
client.on('tokens', (tokens) => {
  const expires_at = new Date(tokens.expiry_date ?? 0).toISOString();
  const { access_token, refresh_token = stored.refresh_token } = tokens;
  writeFileSync(file, JSON.stringify({ access_token, refresh_token, expires_at }));
});
try {
  const { token } = await client.getAccessToken();
  console.log(token);
} catch (error) {
  console.error(error.response?.data?.error ?? error.message);
  process.exitCode = 1;
}
