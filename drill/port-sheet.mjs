/**
 * The daemon of the drill: reads a token file, fetches a sheet with the token and says how it went, in the log forms
 * of the sync job that this project began with. It knows nothing of Evergrant.
 *
 * node port-sheet.mjs TOKEN_FILE SHEET_URL
 */
import { readFileSync } from 'node:fs';

const [tokenFile, sheetUrl] = process.argv.slice(2);

try {
  const { access_token: token } = JSON.parse(readFileSync(tokenFile, 'utf8'));
  const response = await fetch(sheetUrl, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`token error: HTTP Error ${response.status}: ${response.statusText}`);
  const { rows } = await response.json();
  console.log(`[port-sheet] synced ${rows.length} rows`);
} catch (error) {
  console.error(`[port-sheet] ${error.message}`);
  console.error(`[port-sheet] sync cycle failed at ${new Date().toISOString().replace(/\.\d+/, '')}`);
  console.error('[port-sheet] retrying in 30 minutes');
  process.exitCode = 1;
}
