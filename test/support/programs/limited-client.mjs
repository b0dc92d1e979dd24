/**
 * A consumer that connects once with the token of a file and then stays: `limited-client.mjs TOKEN_FILE URL`. It says
 * that it is ready by making READY_FILE, and ends with 1 when it is refused.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const [tokenFile, url] = process.argv.slice(2);
const { access_token: token } = JSON.parse(readFileSync(tokenFile, 'utf8'));
const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, connection: 'close' } });
await response.text();
if (!response.ok) {
  console.error(`refused with ${response.status}`);
  process.exit(1);
}
writeFileSync(process.env.READY_FILE, '');
setInterval(() => {}, 60_000);
